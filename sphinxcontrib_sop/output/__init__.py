"""From an SOP to what people see: one folder a format; what several of them share is beside the folders."""
