"""The blocks of the form: each asks of one parent or carer, and its fields begin with its name and an underscore.

`PARENTS` are always asked of, `FURTHER` only while there is somebody. Twin: `static/js/forms/blocks.js`.
"""

PARENTS = ("mother", "father")
FURTHER = ("carer3", "carer4")
BLOCKS = (*PARENTS, *FURTHER)


def block_of(field_id: str) -> str:
    """The block a field belongs to, or ""."""
    return next((block for block in BLOCKS if field_id.startswith(f"{block}_")), "")
