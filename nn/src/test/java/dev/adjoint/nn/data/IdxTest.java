package dev.adjoint.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  private static byte[] idx(int magic, int[] sizes, int... elements) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int n : sizes) {
      out.writeInt(n);
    }
    for (int e : elements) {
      out.writeByte(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("data.idx"), bytes);
  }

  @Test
  void plainAndCompressedFilesGiveTheSameElements() throws IOException {
    byte[] plain = idx(0x0803, new int[] {1, 2, 3}, 0, 1, 127, 128, 254, 255);
    for (byte[] bytes : new byte[][] {plain, gzip(plain)}) {
      Tensor t = Idx.read(file(bytes));
      assertArrayEquals(new int[] {0, 1, 127, 128, 254, 255}, t.toIntArray());
      assertArrayEquals(new int[] {1, 2, 3}, t.shape().toArray());
    }
    assertEquals(0, Idx.read(file(idx(0x0801, new int[] {0}))).shape().size());
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] plain = idx(0x0802, new int[] {2, 2}, 1, 2, 3, 4);
    for (int length = 0; length < plain.length; length++) {
      assertRefused(Arrays.copyOf(plain, length), "truncated");
    }
    byte[] compressed = gzip(plain);
    for (int length = 2; length < compressed.length; length++) {
      byte[] bytes = Arrays.copyOf(compressed, length);
      assertThrows(IOException.class, () -> Idx.read(file(bytes)), length + " bytes of " + compressed.length);
    }
  }

  @Test
  void whatIsNotIdxIsRefusedByName() throws IOException {
    assertRefused("hello, world".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "not an IDX file");
    assertRefused(idx(0x0D01, new int[] {1}, 0, 0, 0, 0), "type 0xd");
    assertRefused(idx(0x0801, new int[] {2}, 1, 2, 3), "goes on");
    assertRefused(idx(0x0801, new int[] {-1}), "cannot be");
    assertRefused(idx(0x0802, new int[] {1 << 20, 1 << 20}), "cannot be");
    assertThrows(NoSuchFileException.class, () -> Idx.read(folder.resolve("missing")));
  }

  private void assertRefused(byte[] bytes, String why) throws IOException {
    Path file = file(bytes);
    String message = assertThrows(IOException.class, () -> Idx.read(file)).getMessage();
    assertTrue(message.contains(why) && message.contains("data.idx"), message);
  }
}
