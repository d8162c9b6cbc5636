package dev.adjoint.ops.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/// Which kernels run here: SIMD through `jdk.incubator.vector` where that module is resolved, scalar ones
/// elsewhere. Both give the same bits.
///
/// The width is that of the machine's preferred vectors unless the system property `adjoint.vector.bits` says
/// 128, 256, 512, or 0 for scalar kernels.
public final class SimdSupport {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String PROPERTY = "adjoint.vector.bits";
  private static final boolean AVAILABLE = resolved();
  private static final int PREFERRED = AVAILABLE ? Preferred.bits() : 0;
  private static final int BITS = chosen(System.getProperty(PROPERTY));

  static {
    if (!AVAILABLE && BITS == 0 && System.getProperty(PROPERTY) == null) {
      Logger logger = System.getLogger(SimdSupport.class.getName());
      logger.log(Level.WARNING, describe());
    }
  }

  private SimdSupport() {}

  /// The width of the vectors in bits, 0 for scalar kernels.
  public static int bits() {
    return BITS;
  }

  /// Whether the Vector API can be used at all.
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  /// One line: which kernels run, how wide they are, and how to get more.
  public static String describe() {
    if (BITS > 0) {
      String lanes = BITS / 32 + " lanes of FLOAT32, " + BITS / 64 + " of FLOAT64";
      String excess = " (" + PROPERTY + " asks for more than this machine's " + PREFERRED + ")";
      return "SIMD kernels: " + BITS + " bits, " + lanes + (BITS > PREFERRED ? excess : "");
    }
    if (AVAILABLE) {
      return "scalar kernels: asked for by " + PROPERTY + "=0, or the JVM only interprets";
    }
    return "scalar kernels: the module " + MODULE + " is not resolved; for SIMD run java with --add-modules "
        + MODULE;
  }

  private static boolean resolved() {
    ModuleLayer layer = Objects.requireNonNullElse(SimdSupport.class.getModule().getLayer(),
        ModuleLayer.boot());
    return layer.findModule(MODULE).isPresent();
  }

  private static int chosen(@Nullable String property) {
    if (property == null) {
      boolean interpreted = System.getProperty("java.vm.info", "").contains("interpreted mode");
      return interpreted ? 0 : PREFERRED;
    }
    int bits = switch (property) {
      case "0" -> 0;
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default -> throw new IllegalArgumentException(
          PROPERTY + "=" + property
              + ": the width of vectors is 128, 256 or 512 bits, or 0 for scalar kernels");
    };
    if (bits > 0 && !AVAILABLE) {
      throw new IllegalStateException(
          PROPERTY + "=" + bits + " asks for SIMD kernels; run java with --add-modules " + MODULE);
    }
    return bits;
  }

  /// Apart, so that the Vector API is linked only where it exists.
  private static final class Preferred {
    private Preferred() {}

    static int bits() {
      int bits = VectorShape.preferredShape().vectorBitSize();
      return bits >= 512 ? 512 : bits >= 256 ? 256 : bits >= 128 ? 128 : 0;
    }
  }
}
