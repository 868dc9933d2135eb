"""What the scripts have in common: one image a line of input, and how long it took as a line of output."""
import json
import os
import sys
import time


def repeat(once, path):
    print(json.dumps({}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        once()
        took = (time.perf_counter() - begun) * 1000
        os.remove(path)
        print(json.dumps({"ms": took}), flush=True)


def missing(module):
    print(json.dumps({"missing": f"the Python module {module} is not installed"}), flush=True)
    sys.exit()
