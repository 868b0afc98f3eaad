// The two averages that a noisy machine allows.
namespace Weft.Bench.Measuring;

/// <summary>Medians of times, geometric means of ratios.</summary>
internal static class Statistics
{
    /// <summary>The middle value, or the mean of the two in the middle; NaN of nothing.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The n-th root of the product; NaN of nothing.</summary>
    public static double GeometricMean(IReadOnlyCollection<double> values) => values.Count == 0 ? double.NaN : Math.Exp(values.Average(Math.Log));
}
