"""Pipeline components. Their module names are stored inside trained models: do not rename."""
