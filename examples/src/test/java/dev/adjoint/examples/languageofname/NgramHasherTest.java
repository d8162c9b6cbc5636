package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NgramHasherTest {
  private static final int MANY = 1 << 24;

  @Test
  void countsEveryRunOfTheMarkedName() {
    // ^ana$ has 5 + 4 + 3 runs; only "a" comes twice.
    Bag bag = new NgramHasher(1, 3, 1, MANY).bag("ana");
    assertEquals(11, bag.size());
    assertEquals(12, total(bag));
    assertEquals(2, IntStream.range(0, bag.size()).map(bag::count).max().orElseThrow());
  }

  @Test
  void beginningsAndEndingsDiffer() {
    NgramHasher bigrams = new NgramHasher(2, 2, 1, MANY);
    assertNotEquals(bigrams.bag("ab"), bigrams.bag("ba"));
    // "ab" within "cabd" shares only the run "ab" itself.
    assertEquals(1, shared(bigrams.bag("ab"), bigrams.bag("cabd")));
  }

  @Test
  void patternsHidePlainConsonantsOnly() {
    assertEquals("öCCeCCiCe", NgramHasher.pattern("österrike"));
    assertEquals("čeCCá CeCuCCiCa", NgramHasher.pattern("česká republika"));
    NgramHasher patterns = new NgramHasher(1, 1, 4, MANY);
    Bag tala = patterns.bag("tala");
    assertEquals(total(tala) - 2, shared(tala, patterns.bag("saka")), "all but the letters t and l");
  }

  @Test
  void patternsAreOtherFeaturesThanTheSameLetters() {
    // A name of vowels is its own pattern, yet its runs count as both.
    assertEquals(2 * (3 + 2), new NgramHasher(2, 3, 3, MANY).bag("ae").size());
  }

  @Property
  void everyRunFallsIntoABucket(@ForAll String name, @ForAll @IntRange(min = 1, max = 3) int shortest,
      @ForAll @IntRange(min = 3, max = 5) int longest, @ForAll @IntRange(min = 1, max = 300) int buckets) {
    Bag bag = new NgramHasher(shortest, longest, 1, buckets).bag(name);
    int marked = name.length() + 2;
    int runs = IntStream.rangeClosed(shortest, longest).map(n -> Math.max(0, marked - n + 1)).sum();
    assertEquals(runs, total(bag));
    for (int i = 0; i < bag.size(); i++) {
      assertTrue(bag.bucket(i) >= 0 && bag.bucket(i) < buckets);
      assertTrue(i == 0 || bag.bucket(i) > bag.bucket(i - 1));
    }
  }

  @Test
  void theBucketOfAnNgramNeverChanges() {
    // FNV-1a and the finalizer, computed in Python.
    assertEquals(0x1cc93dbc, Hash.of("abc"));
  }

  @Test
  void refusesImpossibleRuns() {
    assertThrows(IllegalArgumentException.class, () -> new NgramHasher(0, 3, 1, 8));
    assertThrows(IllegalArgumentException.class, () -> new NgramHasher(3, 2, 1, 8));
    assertThrows(IllegalArgumentException.class, () -> new NgramHasher(1, 2, 1, 0));
  }

  private static int total(Bag bag) {
    return IntStream.range(0, bag.size()).map(bag::count).sum();
  }

  private static int shared(Bag a, Bag b) {
    int shared = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < b.size(); j++) {
        shared += a.bucket(i) == b.bucket(j) ? Math.min(a.count(i), b.count(j)) : 0;
      }
    }
    return shared;
  }
}
