"""Runs a notebook's cells as Jupyter does; prints, for each code cell, how its output begins. Usage: run_notebook.py NOTEBOOK."""
import json
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
texts = [
    [output["data"]["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
    for cell in notebook.cells
    if cell.cell_type == "code"
]
print(json.dumps(texts))
