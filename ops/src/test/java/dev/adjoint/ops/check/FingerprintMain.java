package dev.adjoint.ops.check;

/// Prints a line for each op: its label, a tab, and what it computes as a hash, so many times over.
final class FingerprintMain {
  private FingerprintMain() {}

  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    for (Catalogue.Entry entry : Catalogue.library().entries()) {
      long hash = OpLaws.fingerprint(entry.op());
      for (int round = 1; round < rounds; round++) {
        hash = OpLaws.fingerprint(entry.op()) == hash ? hash : 0;
      }
      System.out.println(entry.op().label() + "\t" + hash);
    }
  }
}
