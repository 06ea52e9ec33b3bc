"""A page on which clinical leads try the safety rules on an invented story. Nothing is stored."""
