"""Reports: results to pages, tables and terminal text. They read results and compute nothing."""
