"""Do the tests notice when the program is wrong? One module is changed in one place after the other.

`python -m tests.mutating MODULE [TEST]...` copies the project to a temporary folder and lets mutmut change
the module there; the tests are those that mirror it in `tests/`, and any others named. What no test noticed
is shown. mutmut changes the functions that have no decorator, and no text outside of functions.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
FOLDERS = ("karabakh_events", "tests", "benchmarks", "migrations", "seeds")

SETTINGS = """
[tool.mutmut]
source_paths = ["karabakh_events"]
only_mutate = ["{module}"]
also_copy = ["benchmarks", "migrations", "seeds", "README.md", "docs", "justfile"]
# Without the tests of how time grows, which take longer than all the others.
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider", "-k", "not linear"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
# Of what the module keeps (parsed dates, folded letters) nothing may be left from the sound one.
process_isolation = "forkserver"
"""


def mirrored(module: str) -> list[str]:
    """The tests of a module: karabakh_events/queries/order.py has tests/queries/test_order.py.

    Tests that are too many for one file are in files whose names go on: test_order_of_places.py.
    """
    inside = Path("tests") / Path(module).relative_to("karabakh_events")
    name = f"test_{inside.stem}"
    files = [*ROOT.glob(f"{inside.parent}/{name}.py"), *sorted(ROOT.glob(f"{inside.parent}/{name}_*.py"))]
    return [str(file.relative_to(ROOT)) for file in files]


def mutate(folder: Path, module: str, tests: list[str]) -> None:
    """Change the module in a copy of the project in `folder`, and show what the tests did not notice."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "justfile", "docs"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder)
    settings = SETTINGS.format(module=module, tests=tests)
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8") + settings, "utf-8")

    def mutmut(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mutmut", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    done = mutmut("run")
    told = mutmut("results", "--all", "true").stdout
    statuses = re.findall(r"^ +(\S+): (.+)$", told, re.MULTILINE)
    if not statuses:
        sys.exit(f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    left = [(name, status) for name, status in statuses if status not in ("killed", "timeout", "segfault")]
    for name, status in left:
        sys.stdout.write(f"--- {name}: {status}\n{mutmut('show', name).stdout}\n")
    noticed = len(statuses) - len(left)
    sys.stdout.write(f"{module}: {noticed} of {len(statuses)} noticed, {noticed / len(statuses):.1%}\n")


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("python -m tests.mutating MODULE [TEST]...")
    module, *others = sys.argv[1:]
    tests = [*mirrored(module), *(test for test in others if (ROOT / test).exists())]
    if not tests:
        sys.exit(f"no tests mirror {module}; name some")
    with TemporaryDirectory() as folder:
        mutate(Path(folder), module, tests)


if __name__ == "__main__":
    main()
