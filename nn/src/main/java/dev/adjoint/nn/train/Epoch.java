package dev.adjoint.nn.train;

/// What one pass over the data came to.
///
/// @param number counted from 1
/// @param of how many epochs were asked for
/// @param cost the mean cost over the training steps of the epoch, each before its update
/// @param accuracy the metric over the same steps; NaN without a metric
/// @param validationCost the cost of the validation data after the epoch; NaN without such data
/// @param validationAccuracy the metric on the validation data; NaN without data or metric
public record Epoch(
    int number, int of, double cost, double accuracy, double validationCost, double validationAccuracy) {}
