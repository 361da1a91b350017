#!/usr/bin/env bash
# Starts one Trino node over a folder, without containers: start.sh FOLDER. Prints KEY=value lines; progress to stderr.
# Downloads the server and its Hive connector from Maven Central once into ${XDG_CACHE_HOME:-~/.cache}/flowcensus-trino.
# Needs a JDK of 24.0.1 or later (JAVA_HOME, PATH or below /usr/lib/jvm) and Maven. FOLDER is local:/// in SQL.
# With TRINO_S3_ENDPOINT, TRINO_S3_ACCESS_KEY and TRINO_S3_SECRET_KEY, s3:// is that server. TRINO_MEMORY_GB: 1.
set -euo pipefail

release=476
declare -A sums=(
  [trino-server-core.tar.gz]=0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158
  [trino-hive.zip]=611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e
)
fail() { echo "trino: $*" >&2; exit 1; }
[ $# = 1 ] || fail 'expected a folder, found nothing; usage: start.sh FOLDER'
mkdir -p "$1" && folder=$(cd "$1" && pwd -P)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/flowcensus-trino
mkdir -p "$cache"

# The first JDK that is new enough.
new_enough() {
  local found
  found=$("$1" -version 2>&1 | awk -F'"' '/version/ { print $2; exit }')
  [ -n "$found" ] && printf '24.0.1\n%s\n' "${found%%[-+]*}" | sort -VC
}
java=
for candidate in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || echo /nowhere)" /usr/lib/jvm/*/bin/java; do
  if [ -x "$candidate" ] && new_enough "$candidate"; then java=$candidate; break; fi
done
[ -n "$java" ] || fail 'expected a JDK of 24.0.1 or later in JAVA_HOME, on the PATH or below /usr/lib/jvm, found none; install one (25 is known to work)'

# unpack ARTIFACT PACKAGING: into $cache/ARTIFACT-RELEASE, checked, once.
unpack() {
  local artifact=$1 packaging=$2 target=$cache/$1-$release archive
  [ -d "$target" ] && return
  command -v mvn > /dev/null || fail "expected mvn to download $artifact, found none; install Maven"
  echo "trino: downloading $artifact $release" >&2
  mvn -B -q -Dmaven.repo.local="$cache/m2" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get \
    -Dtransitive=false -Dartifact="io.trino:$artifact:$release:$packaging" >&2 || fail "Maven could not download $artifact"
  archive=$cache/m2/io/trino/$artifact/$release/$artifact-$release.$packaging
  echo "${sums[$artifact.$packaging]}  $archive" | sha256sum -c --quiet >&2 || { rm -f "$archive"; fail "$artifact: not the expected bytes; removed, run again"; }
  rm -rf "$cache/unpacking" && mkdir "$cache/unpacking"
  case $packaging in
    tar.gz) tar -xzf "$archive" -C "$cache/unpacking" ;;
    zip) (cd "$cache/unpacking" && "$(dirname "$(readlink -f "$java")")/jar" xf "$archive") ;;
  esac
  rm -rf "$cache/unpacking/$artifact-$release/plugin"
  mv "$cache/unpacking/$artifact-$release" "$target" && rm -rf "$cache/unpacking" "$archive"
}
exec 9> "$cache/lock" && flock 9
unpack trino-server-core tar.gz
unpack trino-hive zip
exec 9>&-

# What one query may take; large days of benchmarks need more than tests do.
memory_gb=${TRINO_MEMORY_GB:-1}
state=$folder/.trino
rm -rf "$state" && mkdir -p "$state"/{etc/catalog,plugin,tmp,var,metastore}
ln -s "$cache/trino-hive-$release" "$state/plugin/hive"
port=
for _ in $(seq 50); do
  port=$((21000 + RANDOM % 10000))
  (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
done
cat > "$state/etc/config.properties" <<END
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$port
discovery.uri=http://127.0.0.1:$port
plugin.dir=$state/plugin
catalog.config-dir=$state/etc/catalog
query.max-memory=${memory_gb}GB
query.max-memory-per-node=${memory_gb}GB
sql.forced-session-time-zone=UTC
END
cat > "$state/etc/catalog/lake.properties" <<END
connector.name=hive
hive.metastore=file
hive.metastore.catalog.dir=local:///.trino/metastore
hive.metastore.disable-location-checks=true
fs.native-local.enabled=true
local.location=$folder
hive.non-managed-table-writes-enabled=true
hive.non-managed-table-creates-enabled=true
hive.ignore-absent-partitions=true
hive.recursive-directories=true
hive.parquet.time-zone=UTC
hive.timestamp-precision=MILLISECONDS
hive.allow-register-partition-procedure=true
hive.partition-projection-enabled=true
hive.security=allow-all
END
if [ -n "${TRINO_S3_ENDPOINT:-}" ]; then
  cat >> "$state/etc/catalog/lake.properties" <<END
fs.native-s3.enabled=true
s3.endpoint=$TRINO_S3_ENDPOINT
s3.region=us-east-1
s3.path-style-access=true
s3.aws-access-key=$TRINO_S3_ACCESS_KEY
s3.aws-secret-key=$TRINO_S3_SECRET_KEY
END
fi
cd "$state"
nohup "$java" -Xms256m -Xmx$((2 * memory_gb))G -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError --add-modules=jdk.incubator.vector \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djdk.attach.allowAttachSelf=true -Dfile.encoding=UTF-8 \
  -Duser.timezone=UTC "-Djava.io.tmpdir=$state/tmp" "-Djna.tmpdir=$state/tmp" "-Dconfig=$state/etc/config.properties" \
  -Dnode.environment=conformance -Dnode.id=conformance "-Dnode.data-dir=$state/var" -Dnode.bind-ip=127.0.0.1 \
  -Dnode.internal-address=127.0.0.1 -cp "$cache/trino-server-core-$release/lib/*" io.trino.server.TrinoServer \
  < /dev/null > "$state/server.log" 2>&1 &
printf 'url=http://127.0.0.1:%s\npid=%s\nlog=%s\n' "$port" "$!" "$state/server.log"
disown
