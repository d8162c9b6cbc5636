package dev.adjoint.nn.data;

import dev.adjoint.core.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads IDX files, the format of the MNIST digits, plain or compressed by gzip: two zero bytes, a type code, the rank, the
/// sizes as big-endian 32-bit integers, then the elements.
///
/// Format: LeCun, Cortes, Burges: *The MNIST database of handwritten digits*. Only unsigned bytes (type 0x08) are read.
public final class Idx {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int GZIP_MAGIC = 0x1f8b;

  private Idx() {}

  /// The unsigned bytes of a file as INT32, in the file's shape.
  ///
  /// @throws IOException if the file cannot be read, is not IDX of unsigned bytes, or is longer or shorter than its header
  ///     says; the message names the file
  public static Tensor read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(open(file))) {
      int magic = in.readInt();
      if (magic >>> 16 != 0) {
        throw new IOException(file + ": not an IDX file; it starts with " + Integer.toHexString(magic));
      }
      if ((magic >>> 8 & 0xff) != UNSIGNED_BYTES) {
        throw new IOException(
            file + ": IDX type 0x" + Integer.toHexString(magic >>> 8 & 0xff) + "; only unsigned bytes, 0x08, are read");
      }
      int[] sizes = new int[magic & 0xff];
      long count = 1;
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = in.readInt();
        count *= sizes[i];
        if (sizes[i] < 0 || count > Integer.MAX_VALUE / 4) {
          throw new IOException(file + ": sizes that cannot be, " + Arrays.toString(Arrays.copyOf(sizes, i + 1)));
        }
      }
      byte[] bytes = in.readNBytes((int) count);
      if (bytes.length < count) {
        throw new IOException(
            file + ": truncated, " + bytes.length + " of " + count + " elements for shape " + Arrays.toString(sizes));
      }
      if (in.read() >= 0) {
        throw new IOException(file + ": goes on after the " + count + " elements of shape " + Arrays.toString(sizes));
      }
      int[] values = new int[bytes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes[i] & 0xff;
      }
      return Tensor.of(values, sizes);
    } catch (EOFException e) {
      throw new IOException(file + ": truncated within the header or the compressed data", e);
    } catch (ZipException e) {
      throw new IOException(file + ": damaged gzip data, " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      int first = in.read();
      int second = in.read();
      in.reset();
      return (first << 8 | second) == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
