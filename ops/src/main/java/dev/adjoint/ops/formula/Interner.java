package dev.adjoint.ops.formula;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/// Hash-consing: one object for each distinct formula in use, so that equality is identity and a formula is a
/// DAG whose shared parts are computed once. Formulas are held weakly; safe for use by any number of threads.
final class Interner {
  private static final ConcurrentHashMap<Entry, Entry> TABLE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Formula> CLEARED = new ReferenceQueue<>();

  private Interner() {}

  /// The formula that stands for this node: an older equal one if there is one, else the given.
  static Formula intern(Formula node) {
    expunge();
    Entry entry = new Entry(node);
    while (true) {
      Entry prior = TABLE.putIfAbsent(entry, entry);
      if (prior == null) {
        return node;
      }
      Formula formula = prior.get();
      if (formula != null) {
        return formula;
      }
      TABLE.remove(prior);
    }
  }

  /// The number of formulas held.
  static int size() {
    expunge();
    return TABLE.size();
  }

  private static void expunge() {
    for (Object entry = CLEARED.poll(); entry != null; entry = CLEARED.poll()) {
      TABLE.remove(entry);
    }
  }

  private static final class Entry extends WeakReference<Formula> {
    private final int hash;

    Entry(Formula formula) {
      super(formula, CLEARED);
      this.hash = formula.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      if (!(other instanceof Entry entry) || hash != entry.hash) {
        return false;
      }
      Formula mine = get();
      Formula theirs = entry.get();
      return mine != null && theirs != null && mine.sameNode(theirs);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
