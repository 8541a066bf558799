"""Floor 0: spans, findings, edits, decoding and suppressions."""
