"""How it is put together: settings, addresses, server entry, checks, commands."""
