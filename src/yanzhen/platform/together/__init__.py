"""The pages of working together: inbox, tasks, files, notes, following."""
