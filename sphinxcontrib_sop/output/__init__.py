"""From an SOP to what people see: one folder a format; what all of them share is in `view` and `step_lists`."""
