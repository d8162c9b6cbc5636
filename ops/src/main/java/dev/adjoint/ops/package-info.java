/// The op families: static functions to import, and the records behind them.
/// ```java
/// import static dev.adjoint.ops.Arithmetic.*;
///
/// double slope = Derivatives.gradient(x -> add(mul(x, x), 3), 2.0);   // 4.0
/// ```
/// ```
/// Arithmetic              sums, products, quotients, powers, roots, min and max of two
/// Functions               exp, log, trigonometry, erf
/// Activations             relu and its relatives, sigmoid, tanh, softplus
/// Comparison, Select      masks and logic; where, clip, stopGradient
/// Conversion              cast
/// Layout, Indexing        reshape, permute, slice, concat; gather, scatterAdd
/// Reduce, Scan            sum, mean, max, argmax, norm along axes; cumsum, recurrence
/// Linalg                  matmul, dot, outer
/// Convolution, Pooling    windows over images, which slide as a Sliding says
/// Recurrent               LSTM, GRU and plain cells over whole sequences
/// Fused, Normalization    softmax and cross-entropies; layerNorm, standardize
/// Labels                  one element of each row, named by a class label
/// Random                  numbers as functions of a key; dropout
/// ```
/// A family is a sealed interface; each op is a record nested in it, or in a part of it that has a file of
/// its own (`Arrangement` and `Pieces` of `Layout`, `Extremum` of `Reduce`, `FusedGradient` of `Fused`),
/// with its value, derivative, reference and domain in one place. Pointwise ops are
/// [formulas][dev.adjoint.ops.formula.Formula], see [dev.adjoint.ops.pointwise]; the rest have kernels and
/// rules written in ops. What every op must obey is in [dev.adjoint.ops.check].
package dev.adjoint.ops;
