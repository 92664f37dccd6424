"""Speed and memory of the whole line, as ratios that mean the same on any machine."""
