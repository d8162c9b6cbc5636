/// Readers of the formats that data comes in: [Idx][dev.adjoint.nn.data.Idx], that of the MNIST digits.
/// ```java
/// Tensor images = Idx.read(Path.of("train-images-idx3-ubyte.gz"));   // INT32 (60000, 28, 28), 0 to 255
/// ```
package dev.adjoint.nn.data;
