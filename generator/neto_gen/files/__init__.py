"""Read and write files of a project so that nothing is ever lost or half-written."""
