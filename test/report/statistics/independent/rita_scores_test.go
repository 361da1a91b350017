// Scores of beacons by RITA's own functions, for beacon-score.test.ts. Put beside analysis/beacons.go of
// https://github.com/activecm/rita at v5.1.1 (a3c51501a93af9ab0ebbed0f15f431bcf536ddf1), then
// `go test ./analysis -run TestWriteScores -args rita-scores.json` writes the file.
package analysis

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
)

type scored struct {
	Name      string    `json:"name"`
	From      int64     `json:"from"`
	To        int64     `json:"to"`
	Times     []uint32  `json:"times"`
	Bytes     []float64 `json:"bytes"`
	Timestamp float64   `json:"timestamp"`
	Size      float64   `json:"size"`
	Histogram float64   `json:"histogram"`
	Duration  float64   `json:"duration"`
	Score     float64   `json:"score"`
}

const begin = uint32(1_493_596_800)

// Park and Miller's generator: the same series on every machine.
func draws(seed int64) func(below int64) int64 {
	state := seed
	return func(below int64) int64 {
		state = state * 48271 % 2147483647
		return state % below
	}
}

func series(name string, hours int64, gaps []uint32, bytes []float64) scored {
	times := []uint32{begin}
	for _, gap := range gaps {
		times = append(times, times[len(times)-1]+gap)
	}
	for len(bytes) < len(times) {
		bytes = append(bytes, bytes[len(bytes)%max(1, len(bytes)):]...)
	}
	return scored{Name: name, From: int64(begin), To: int64(begin) + hours*3600, Times: times, Bytes: bytes[:len(times)]}
}

func repeated(gap uint32, times int) []uint32 {
	gaps := make([]uint32, times)
	for i := range gaps {
		gaps[i] = gap
	}
	return gaps
}

func drawn(seed int64, times int, low, below int64) []uint32 {
	draw := draws(seed)
	gaps := make([]uint32, times)
	for i := range gaps {
		gaps[i] = uint32(low + draw(below))
	}
	return gaps
}

func sizes(seed int64, times int, low, below int64) []float64 {
	draw := draws(seed)
	all := make([]float64, times)
	for i := range all {
		all[i] = float64(low + draw(below))
	}
	return all
}

func TestWriteScores(t *testing.T) {
	flag.Parse()
	all := []scored{
		series("gaps of 60 s", 24, repeated(60, 1400), []float64{500}),
		series("98 to 102 s", 24, []uint32{98, 99, 99, 100, 100, 100, 101, 101, 102}, sizes(3, 10, 1, 9)),
		series("98 and 300 s five times each", 24, []uint32{98, 300, 98, 300, 98, 300, 98, 300, 98, 300}, sizes(4, 11, 40, 5)),
		series("1 to 10 bytes", 24, repeated(3600, 9), []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
		series("an hour, whole day", 24, repeated(3600, 23), sizes(5, 24, 100, 3)),
		series("five minutes, half as long or half as short again", 24, drawn(7, 280, 150, 300), sizes(8, 281, 200, 800)),
		series("anywhere in an hour", 48, drawn(9, 60, 1, 3600), sizes(10, 61, 0, 100000)),
		series("many at once", 24, drawn(11, 90, 0, 4), sizes(12, 91, 0, 2)),
		series("office hours", 24, drawn(13, 96, 295, 11), []float64{0}),
		series("two gaps, odd number", 24, []uint32{10, 900, 10, 900, 10, 900, 10}, sizes(14, 8, 5000, 1000)),
		series("a long tail", 24, []uint32{1, 299, 25, 4975, 90, 2, 42, 500, 1500}, []float64{524885, 1, 5000, 98654, 50, 41, 965842, 3, 7, 9}),
	}
	for i := range all {
		own := &all[i]
		var err error
		if own.Timestamp, _, _, _, _, _, _, err = getTimestampScore(append([]uint32{}, own.Times...)); err != nil {
			t.Fatal(own.Name, err)
		}
		if own.Size, _, _, _, _, _, _, err = getDataSizeScore(append([]float64{}, own.Bytes...)); err != nil {
			t.Fatal(own.Name, err)
		}
		_, _, bars, run, histogram, err := getHistogramScore(own.From, own.To, append([]uint32{}, own.Times...), 0.05, 1, 11, 24)
		if err != nil {
			t.Fatal(own.Name, err)
		}
		own.Histogram = histogram
		last := int64(own.Times[len(own.Times)-1])
		if _, _, own.Duration, err = getDurationScore(own.From, own.To, int64(own.Times[0]), last, bars, run, 6, 12); err != nil {
			t.Fatal(own.Name, err)
		}
		if own.Score, err = getBeaconScore(own.Timestamp, 0.25, own.Size, 0.25, own.Duration, 0.25, own.Histogram, 0.25); err != nil {
			t.Fatal(own.Name, err)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(flag.Arg(0), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
