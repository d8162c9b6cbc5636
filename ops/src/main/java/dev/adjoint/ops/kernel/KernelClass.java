package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;

/// Makes kernels from class files.
///
/// @param name tells the kernel from all others
/// @param bits the width of its vectors, 0 for scalars
/// @param operations how many it has in its innermost loop
/// @param purpose what it computes, in one line
public record KernelClass(String name, DType dtype, int bits, int operations, String purpose) {
  /// The one instance of a hidden class, written to the [KernelDump] if there is one.
  ///
  /// @param lookup that of the class that asks, in whose package the hidden class is
  /// @param type what the class extends
  public <T> T make(MethodHandles.Lookup lookup, Class<T> type, Supplier<byte[]> emitter) {
    long start = System.nanoTime();
    byte[] classFile = emitter.get();
    if (KernelDump.ASKED_FOR != null) {
      KernelDump.ASKED_FOR.write(
          name, classFile, dtype, bits, operations, System.nanoTime() - start, purpose);
    }
    try {
      MethodHandles.Lookup inside = lookup.defineHiddenClass(classFile, true);
      MethodHandle constructor =
          inside.findConstructor(inside.lookupClass(), MethodType.methodType(void.class));
      return type.cast(constructor.invoke());
    } catch (Throwable e) { // what a method handle declares
      throw new LinkageError("generated kernel " + name, e);
    }
  }
}
