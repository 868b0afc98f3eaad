// Names of imports that say where to get what is imported: an earlier draft of the Explainer had them ("Import and export definitions" of
// 2023 to 2025), tools that compose components still write them for what is left open, and components with them are about.
using System.Buffers;

namespace Weft.Components.Validation;

/// <summary>Checks the names <c>unlocked-dep=&lt;...&gt;</c>, <c>locked-dep=&lt;...&gt;</c>, <c>url=&lt;...&gt;</c> and <c>integrity=&lt;...&gt;</c>.</summary>
internal ref struct DependencyNames
{
    private const string Integrity = "integrity=<";

    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private readonly ComponentFeatures _features;
    private ReadOnlySpan<char> _rest;

    private DependencyNames(ReadOnlySpan<char> rest, ComponentFeatures features)
    {
        _rest = rest;
        _features = features;
    }

    /// <summary>Checks a name that is one of these.</summary>
    /// <param name="name">The name.</param>
    /// <param name="features">The features that are on.</param>
    /// <param name="error">What is wrong with it, or null.</param>
    /// <returns>Whether it is one of these at all.</returns>
    public static bool TryCheck(string name, ComponentFeatures features, out string? error)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        var names = new DependencyNames(name.AsSpan(equals + 1), features);
        switch (equals < 0 ? "" : name[..equals])
        {
            case "unlocked-dep":
                error = names.Expect("<") ?? names.CheckPackage() ?? names.CheckRange() ?? names.Expect(">");
                break;
            case "locked-dep":
                error = names.Expect("<") ?? names.CheckPackage() ?? names.CheckLock() ?? names.Expect(">") ?? names.CheckHash();
                break;
            case "url":
                error = names.Expect("<") ?? names.CheckUrl() ?? names.CheckHash();
                break;
            case "integrity":
                names = new DependencyNames(name, features);
                error = names.CheckIntegrity();
                break;
            default:
                error = null;
                return false;
        }

        error ??= names._rest.IsEmpty ? null : $"trailing characters found: `{names._rest}`";
        return true;
    }

    private bool Take(string text)
    {
        var isNext = _rest.StartsWith(text);
        _rest = isNext ? _rest[text.Length..] : _rest;
        return isNext;
    }

    private string? Expect(string text) => Take(text) ? null : $"expected `{text}` at `{_rest}`";

    private ReadOnlySpan<char> TakeUntil(ReadOnlySpan<char> ends)
    {
        var end = _rest.IndexOfAny(ends);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[end..];
        return taken;
    }

    /// <summary><c>namespace:package</c>; where names may be nested, more namespaces in front and more packages behind.</summary>
    private string? CheckPackage()
    {
        var isNested = (_features & ComponentFeatures.NestedNames) != 0;
        if ((NameRules.CheckWords(TakeUntil(":/@<>")) ?? Expect(":") ?? NameRules.CheckWords(TakeUntil(":/@<>"))) is { } error)
        {
            return error;
        }

        while (isNested && Take(":"))
        {
            if (NameRules.CheckWords(TakeUntil(":/@<>")) is { } badPackage)
            {
                return badPackage;
            }
        }

        while (isNested && Take("/"))
        {
            if (NameRules.CheckKebab(TakeUntil("/@<>")) is { } badProjection)
            {
                return badProjection;
            }
        }

        return null;
    }

    /// <summary>Which versions will do: all, or those in a range.</summary>
    private string? CheckRange()
    {
        if (!Take("@") || Take("*"))
        {
            return null;
        }

        if (Expect("{") is { } error)
        {
            return error;
        }

        if (Take(">="))
        {
            if (CheckVersion(TakeUntil(" }")) is { } badLower)
            {
                return badLower;
            }

            if (Take("}"))
            {
                return null;
            }

            if (Expect(" <") is { } noUpper)
            {
                return noUpper;
            }
        }
        else if (!Take("<"))
        {
            return "expected `>=` or `<` at start of version range";
        }

        return CheckVersion(TakeUntil("}")) ?? Expect("}");
    }

    private string? CheckLock() => Take("@") ? CheckVersion(TakeUntil(">")) : null;

    private static string? CheckVersion(ReadOnlySpan<char> version) =>
        NameRules.CheckVersion(version) is { } error ? $"`{version}` is not a valid semver: {error}" : null;

    private string? CheckUrl()
    {
        if (!_rest.Contains('>'))
        {
            return "failed to find `>`";
        }

        var url = TakeUntil(">");
        Take(">");
        return url.Contains('<') ? "url cannot contain `<`" : null;
    }

    private string? CheckHash() => Take(",") ? CheckIntegrity() : null;

    /// <summary>Hashes as pages of the web have them for subresources: algorithm, dash, base64, perhaps options.</summary>
    private string? CheckIntegrity()
    {
        if (!Take(Integrity))
        {
            return $"expected `{Integrity}` at `{_rest}`";
        }

        if (!_rest.Contains('>'))
        {
            return "failed to find `>`";
        }

        var hashes = TakeUntil(">").Trim(' ');
        Take(">");
        if (hashes.IsEmpty)
        {
            return "integrity hash cannot be empty";
        }

        foreach (var range in hashes.Split(' '))
        {
            if (!hashes[range].IsEmpty && CheckHash(hashes[range]) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? CheckHash(ReadOnlySpan<char> hash)
    {
        var dash = hash.IndexOf('-');
        if (dash < 0)
        {
            return "expected `-` after hash algorithm";
        }

        if (hash[..dash] is not ("sha256" or "sha384" or "sha512"))
        {
            return $"unrecognized hash algorithm: `{hash[..dash]}`";
        }

        var digits = hash[(dash + 1)..];
        var options = digits.IndexOf('?');
        digits = options < 0 ? digits : digits[..options];
        var padding = digits.Length - digits.TrimEnd('=').Length;
        digits = digits[..^padding];
        return digits.IsEmpty || padding > 2 || digits.ContainsAnyExcept(s_base64) ? "not valid base64" : null;
    }
}
