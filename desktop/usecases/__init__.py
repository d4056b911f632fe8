"""What staff do, as functions over store and forms. No window, no command line."""
