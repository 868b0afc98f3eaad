// Versions of packages and gates (semver.org 2.0).
using System.Globalization;

namespace Weft.Wit;

/// <summary>A version: three numbers, a pre-release part and build metadata. Equal when all parts are; ordered without build metadata.</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
/// <param name="Patch">The third number.</param>
/// <param name="PreRelease">What follows <c>-</c>; empty when there is none.</param>
/// <param name="Build">What follows <c>+</c>; empty when there is none.</param>
public sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string PreRelease = "", string Build = "") : IComparable<SemanticVersion>
{
    /// <summary>Reads a version.</summary>
    /// <param name="text">Such as <c>1.0.0-rc.1+5</c>.</param>
    /// <param name="version">The version.</param>
    /// <returns>Whether <paramref name="text"/> is one.</returns>
    public static bool TryParse(string text, out SemanticVersion? version)
    {
        version = null;
        var plus = text.IndexOf('+');
        var build = plus < 0 ? "" : text.Substring(plus + 1);
        var rest = plus < 0 ? text : text.Substring(0, plus);
        var minus = rest.IndexOf('-');
        var preRelease = minus < 0 ? "" : rest.Substring(minus + 1);
        var numbers = (minus < 0 ? rest : rest.Substring(0, minus)).Split('.');
        if (numbers.Length != 3 || !TryNumber(numbers[0], out var major) || !TryNumber(numbers[1], out var minor) || !TryNumber(numbers[2], out var patch)
            || (minus >= 0 && !AreIdentifiers(preRelease, areNumbersStrict: true)) || (plus >= 0 && !AreIdentifiers(build, areNumbersStrict: false)))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, preRelease, build);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = Major.CompareTo(other.Major) is not 0 and var major ? major
            : Minor.CompareTo(other.Minor) is not 0 and var minor ? minor : Patch.CompareTo(other.Patch);
        return numbers != 0 ? numbers : ComparePreRelease(PreRelease, other.PreRelease);
    }

    /// <summary>Whether a version comes before another.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether a version comes after another.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether a version does not come after another.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a version does not come before another.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", Major, Minor, Patch)
        + (PreRelease.Length == 0 ? "" : "-" + PreRelease) + (Build.Length == 0 ? "" : "+" + Build);

    // semver.org 11: a release comes after its pre-releases; numbers come before words and compare as numbers.
    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return (left.Length == 0).CompareTo(right.Length == 0);
        }

        var lefts = left.Split('.');
        var rights = right.Split('.');
        for (var index = 0; index < Math.Min(lefts.Length, rights.Length); index++)
        {
            var (a, b) = (lefts[index], rights[index]);
            var (isNumberA, isNumberB) = (a.All(IsDigit), b.All(IsDigit));
            var order = isNumberA && isNumberB && a.Length != b.Length ? a.Length.CompareTo(b.Length)
                : isNumberA == isNumberB ? string.CompareOrdinal(a, b) : isNumberA ? -1 : 1;
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static bool TryNumber(string text, out ulong number)
    {
        number = 0;
        return text.Length > 0 && text.All(IsDigit) && (text.Length == 1 || text[0] != '0')
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool AreIdentifiers(string text, bool areNumbersStrict) =>
        text.Split('.').All(part => part.Length > 0 && part.All(IsIdentifier)
            && !(areNumbersStrict && part.Length > 1 && part[0] == '0' && part.All(IsDigit)));

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsIdentifier(char character) => character is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-';
}
