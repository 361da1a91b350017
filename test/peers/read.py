"""Flow records of files as packages of PyPI and Wireshark read them: a JSON object a line.

read.py netflow|dpkt|ipfix FILE...   messages of exporters, in this order
read.py zat FILE                     Zeek's conn log
read.py tshark FILE.pdml             what `tshark -T pdml` wrote
"""
import json
import sys
import xml.etree.ElementTree as ElementTree

NAMES = {
    "source": ("IPV4_SRC_ADDR", "IPV6_SRC_ADDR", "sourceIPv4Address", "sourceIPv6Address"),
    "destination": ("IPV4_DST_ADDR", "IPV6_DST_ADDR", "destinationIPv4Address", "destinationIPv6Address"),
    "sourcePort": ("L4_SRC_PORT", "SRC_PORT", "sourceTransportPort"),
    "destinationPort": ("L4_DST_PORT", "DST_PORT", "destinationTransportPort"),
    "protocol": ("PROTOCOL", "PROTO", "protocolIdentifier"),
    "icmpType": ("NF_F_ICMP_TYPE", "icmpTypeIPv4"),
    "icmpCode": ("NF_F_ICMP_CODE", "icmpCodeIPv4"),
    "bytes": ("IN_BYTES", "IN_OCTETS", "octetDeltaCount"),
    "packets": ("IN_PKTS", "IN_PACKETS", "packetDeltaCount"),
}


def give(row):
    print(json.dumps(row))


def fail(error):
    give({"error": f"{type(error).__name__}: {error}"[:120]})


def named(fields):
    """A row of fields by the names of RFC 7012 or of NetFlow 9; those without a network address are no flows."""
    row = {}
    for ours, theirs in NAMES.items():
        for name in theirs:
            if name in fields:
                row[ours] = fields[name] if ours in ("source", "destination") else int(fields[name])
                break
    give_flow(row)


def give_flow(row):
    """Of ICMP the ports are an id, or nothing, where type and code stand apart. Without a network address it is no flow."""
    if row.get("protocol") in (1, 58) and "icmpType" in row:
        row["sourcePort"] = 0
        row["destinationPort"] = row["icmpType"] * 256 + row.get("icmpCode", 0)
    if "source" in row:
        give(row)


def dotted(number):
    return ".".join(str((number >> shift) & 255) for shift in (24, 16, 8, 0))


def by_netflow(files):
    import netflow

    templates = {"netflow": {}, "ipfix": {}}
    for file in files:
        try:
            packet = netflow.parse_packet(open(file, "rb").read(), templates)
            for flow in packet.flows:
                fields = dict(flow.data)
                for name in ("IPV4_SRC_ADDR", "IPV4_DST_ADDR", "sourceIPv4Address", "destinationIPv4Address"):
                    if isinstance(fields.get(name), int):
                        fields[name] = dotted(fields[name])
                named(fields)
        except Exception as error:
            fail(error)


def by_dpkt(files):
    import dpkt

    for file in files:
        try:
            for record in dpkt.netflow.Netflow5(open(file, "rb").read()).data:
                give({
                    "source": dotted(record.src_addr), "destination": dotted(record.dst_addr),
                    "sourcePort": record.src_port, "destinationPort": record.dst_port, "protocol": record.ip_proto,
                    "bytes": record.bytes_sent, "packets": record.pkts_sent,
                })
        except Exception as error:
            fail(error)


def by_ipfix(files):
    import io

    import ipfix.ie
    import ipfix.reader

    ipfix.ie.use_iana_default()
    ipfix.ie.use_5103_default()
    try:
        stream = io.BytesIO(b"".join(open(file, "rb").read() for file in files))
        for record in ipfix.reader.from_stream(stream).namedict_iterator():
            named({name: str(value) if "Address" in name else value for name, value in record.items()
                   if name in sum(NAMES.values(), ())})
    except Exception as error:
        fail(error)


def by_zat(files):
    from zat import zeek_log_reader

    # It says on standard output what it reads.
    sys.stdout, out = sys.stderr, sys.stdout

    for file in files:
        try:
            for row in zeek_log_reader.ZeekLogReader(file).readrows():
                print(json.dumps({
                    "source": row["id.orig_h"], "destination": row["id.resp_h"],
                    "sourcePort": row["id.orig_p"], "destinationPort": row["id.resp_p"], "protocol": row["proto"],
                    "bytes": row["orig_ip_bytes"], "packets": row["orig_pkts"],
                    "bytesBack": row["resp_ip_bytes"], "packetsBack": row["resp_pkts"],
                }), file=out)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"[:120]}), file=out)


def by_tshark(files):
    names = {
        "cflow.srcaddr": "source", "cflow.srcaddrv6": "source", "cflow.dstaddr": "destination", "cflow.dstaddrv6": "destination",
        "cflow.srcport": "sourcePort", "cflow.dstport": "destinationPort", "cflow.protocol": "protocol",
        "cflow.icmp_ipv4_type": "icmpType", "cflow.icmp_ipv4_code": "icmpCode",
        "cflow.octets": "bytes", "cflow.octets64": "bytes", "cflow.packets": "packets", "cflow.packets64": "packets",
    }
    for file in files:
        for field in ElementTree.parse(file).iter("field"):
            if not field.get("show", "").startswith(("Flow ", "pdu ")):
                continue
            row = {}
            for inner in field.iter("field"):
                name = names.get(inner.get("name"))
                if name is not None and row.get(name, "::") == "::":
                    shown = inner.get("show")
                    row[name] = shown if name in ("source", "destination") else int(shown)
            give_flow(row)


READERS = {"netflow": by_netflow, "dpkt": by_dpkt, "ipfix": by_ipfix, "zat": by_zat, "tshark": by_tshark}
READERS[sys.argv[1]](sys.argv[2:])
