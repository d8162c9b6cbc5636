module consumer {
  requires dev.adjoint.nn;
}
