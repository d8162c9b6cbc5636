package dev.adjoint.bench.peers;

/// What a competitor took for a workload.
///
/// @param nanos for a run
record Result(Entrant entrant, int threads, Samples nanos) {}
