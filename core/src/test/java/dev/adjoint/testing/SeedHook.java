package dev.adjoint.testing;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/// Gives every property that names no seed the one in the system property `adjoint.test.seed`. Where that is
/// empty, each property draws its own and prints it on failure. Registered as a service.
public final class SeedHook implements AroundPropertyHook {
  static final String SEED = System.getProperty("adjoint.test.seed", "");

  @Override
  public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
    if (!SEED.isEmpty() && context.attributes().seed().isEmpty()) {
      context.attributes().setSeed(SEED);
    }
    return property.execute();
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  /// Outside all others, so that what else surrounds a property sees the seed.
  @Override
  public int aroundPropertyProximity() {
    return -100;
  }
}
