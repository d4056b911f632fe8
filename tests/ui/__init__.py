"""The window, driven as people drive it; nothing is drawn on a screen."""
