using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Bench.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 5.0 }, 5)]
    [InlineData(new[] { 9.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void The_geometric_mean_treats_half_and_double_alike() => Assert.Equal(1, Statistics.GeometricMean([0.5, 2, 1]), 12);

    [Fact]
    public void Averages_of_nothing_are_no_number()
    {
        Assert.True(double.IsNaN(Statistics.Median([])));
        Assert.True(double.IsNaN(Statistics.GeometricMean([])));
    }
}
