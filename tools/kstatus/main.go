// kstatus says what Flux, Argo CD and Helm conclude of objects: it reads JSON objects from standard
// input, one on each line, and prints a line for each: the status, a tab, and the message.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const maxLine = 4 << 20

func conclude(line []byte) (string, error) {
	// This decoder gives numbers as the API machinery has them: int64 where they fit.
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(line); err != nil {
		return "", err
	}
	result, err := status.Compute(&object)
	if err != nil {
		return "", err
	}
	return result.Status.String() + "\t" + strings.Join(strings.Fields(result.Message), " "), nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for number := 1; lines.Scan(); number++ {
		conclusion, err := conclude(lines.Bytes())
		if err != nil {
			fmt.Fprintf(os.Stderr, "kstatus: line %d: %v\n", number, err)
			os.Exit(1)
		}
		fmt.Println(conclusion)
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintf(os.Stderr, "kstatus: %v\n", err)
		os.Exit(1)
	}
}
