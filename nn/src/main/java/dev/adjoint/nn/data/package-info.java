/// Readers of the formats that data comes in.
package dev.adjoint.nn.data;
