package dev.adjoint.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

@AddLifecycleHook(value = SeedHookProps.Watch.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
class SeedHookProps {
  private static Optional<String> seen = Optional.empty();

  @Property(tries = 1)
  void aPropertyGetsTheSeedOfTheRun() {
    assertEquals(SeedHook.SEED, seen.orElse(""));
  }

  @Property(tries = 1, seed = "7")
  void aPropertyKeepsItsOwnSeed() {
    assertEquals("7", seen.orElse(""));
  }

  static final class Watch implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
      seen = context.attributes().seed();
      return property.execute();
    }
  }
}
