"""The examples at the end of a command's help."""


def example(*commands: str) -> str:
    """The end of a command's help: examples that run as they stand on the bundled database."""
    lines = "\n".join(f"  {command}" for command in commands)
    return f"\b\nExample{'s' if len(commands) > 1 else ''}:\n{lines}"
