using Xunit;

namespace Weft.Wit.Tests;

/// <summary>What is printed must resolve to the same model, which shows when that is printed again.</summary>
internal static class RoundTrip
{
    public static string Check(WitPackageSet packages, WitOptions? options = null)
    {
        var text = WitPrinter.Print(packages);
        var again = WitResolver.Resolve(text, "printed.wit", options);
        Assert.Equal(text, WitPrinter.Print(again));
        Assert.Equal(Names(packages), Names(again));
        return text;
    }

    private static IEnumerable<string> Names(WitPackageSet packages) => packages.Packages.Select(package => package.Name.ToString()).Order(StringComparer.Ordinal);
}
