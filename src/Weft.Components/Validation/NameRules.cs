// The grammar of labels, extern names and versions (Explainer, "Import and export definitions").
using System.Buffers;

namespace Weft.Components.Validation;

/// <summary>What an extern name is.</summary>
internal enum NameKind
{
    Label,
    Constructor,
    Method,
    Static,
    Interface,
    /// <summary>A name that says where to get what is imported: see <see cref="DependencyNames"/>.</summary>
    Dependency,
}

/// <summary>An extern name taken apart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Resource">The resource of an annotated name; the whole of others.</param>
/// <param name="Member">The method's name.</param>
internal readonly record struct ParsedName(NameKind Kind, string Resource, string Member)
{
    /// <summary>What must be unique among imports or exports (Explainer, "Name uniqueness").</summary>
    public string Key => Kind switch
    {
        NameKind.Constructor => "[constructor]" + Resource.ToLowerInvariant(),
        NameKind.Method or NameKind.Static when !Resource.Equals(Member, StringComparison.OrdinalIgnoreCase) =>
            $"{Resource.ToLowerInvariant()}.{Member.ToLowerInvariant()}",
        NameKind.Dependency => Resource,
        _ => Resource.ToLowerInvariant(),
    };
}

/// <summary>Checks names.</summary>
internal static class NameRules
{
    private static readonly SearchValues<char> s_lowerOrDigit = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> s_upperOrDigit = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> s_identifier = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text is words or acronyms with single dashes between, the first beginning with a letter.</summary>
    public static bool IsKebab(ReadOnlySpan<char> text)
    {
        var isFirst = true;
        foreach (var range in text.Split('-'))
        {
            var word = text[range];
            if (word.IsEmpty || (isFirst && !char.IsAsciiLetter(word[0])) || (word.ContainsAnyExcept(s_lowerOrDigit) && word.ContainsAnyExcept(s_upperOrDigit)))
            {
                return false;
            }

            isFirst = false;
        }

        return !isFirst;
    }

    /// <summary>Takes an extern name apart.</summary>
    /// <param name="name">The name.</param>
    /// <param name="features">The features that are on: some allow more names.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Parse(string name, ComponentFeatures features, out ParsedName parsed)
    {
        if (DependencyNames.TryCheck(name, features, out var dependencyError))
        {
            parsed = new ParsedName(NameKind.Dependency, name, "");
            return dependencyError;
        }

        parsed = new ParsedName(NameKind.Label, name, "");
        if (name.StartsWith("[constructor]", StringComparison.Ordinal))
        {
            parsed = new ParsedName(NameKind.Constructor, name["[constructor]".Length..], "");
            return CheckKebab(parsed.Resource);
        }

        foreach (var (prefix, kind) in new[] { ("[method]", NameKind.Method), ("[static]", NameKind.Static) })
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var rest = name[prefix.Length..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                return "failed to find `.` character";
            }

            parsed = new ParsedName(kind, rest[..dot], rest[(dot + 1)..]);
            return CheckKebab(parsed.Resource) ?? CheckKebab(parsed.Member);
        }

        if (!name.Contains(':', StringComparison.Ordinal))
        {
            return CheckKebab(name);
        }

        parsed = new ParsedName(NameKind.Interface, name, "");
        return CheckInterface(name, features);
    }

    /// <summary>What is wrong with a label, or null.</summary>
    public static string? CheckKebab(ReadOnlySpan<char> text) => IsKebab(text) ? null : $"`{text}` is not in kebab case";

    private static string? CheckInterface(string name, ComponentFeatures features)
    {
        var isNested = (features & ComponentFeatures.NestedNames) != 0;
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var rest = name.AsSpan(colon + 1);
        if (CheckWords(name.AsSpan(0, colon)) is { } badNamespace)
        {
            return badNamespace;
        }

        for (var isPackage = false; !isPackage;)
        {
            var end = rest.IndexOfAny(':', '/');
            if (CheckWords(end < 0 ? rest : rest[..end]) is { } badPackage)
            {
                return badPackage;
            }

            isPackage = end >= 0 && rest[end] == '/';
            if (!isPackage && (end < 0 || !isNested))
            {
                return "expected `/` after package name";
            }

            rest = rest[(end + 1)..];
        }

        while (true)
        {
            var end = rest.IndexOfAny('@', '/');
            if (CheckKebab(end < 0 ? rest : rest[..end]) is { } badProjection)
            {
                return badProjection;
            }

            if (end < 0)
            {
                return null;
            }

            if (rest[end] == '@')
            {
                return CheckInterfaceVersion(rest[(end + 1)..], features);
            }

            if (!isNested)
            {
                return $"trailing characters found: `{rest[end..]}`";
            }

            rest = rest[(end + 1)..];
        }
    }

    private static string? CheckInterfaceVersion(ReadOnlySpan<char> version, ComponentFeatures features) =>
        (features & ComponentFeatures.NameAttributes) != 0 && IsCanonicalVersion(version) ? null : CheckVersion(version);

    /// <summary>Whether a version is what is left when all that compatible versions may differ in is taken away (Explainer, "Canonical interface name").</summary>
    public static bool IsCanonicalVersion(ReadOnlySpan<char> version)
    {
        var last = version.StartsWith("0.0.") ? version[4..] : version.StartsWith("0.") ? version[2..] : version;
        return !last.IsEmpty && !last.ContainsAnyExceptInRange('0', '9') && (last[0] != '0' || version is "0.0.0");
    }

    /// <summary>Namespaces and packages are labels of lower-case words only.</summary>
    public static string? CheckWords(ReadOnlySpan<char> text)
    {
        if (CheckKebab(text) is { } error)
        {
            return error;
        }

        foreach (var letter in text)
        {
            if (char.IsAsciiLetterUpper(letter))
            {
                return $"character `{letter}` is not lowercase in package name/namespace `{text}`";
            }
        }

        return null;
    }

    /// <summary>A version of semver.org, 2.0.0.</summary>
    public static string? CheckVersion(ReadOnlySpan<char> version)
    {
        if (version.IsEmpty)
        {
            return "empty string, expected a semver version";
        }

        var position = 0;
        foreach (var part in new[] { "major", "minor", "patch" })
        {
            var start = position;
            while (position < version.Length && char.IsAsciiDigit(version[position]))
            {
                position++;
            }

            if (start == position)
            {
                return position == version.Length
                    ? $"unexpected end of input while parsing {part} version number"
                    : $"unexpected character '{version[position]}' while parsing {part} version number";
            }

            if (position - start > 1 && version[start] == '0')
            {
                return $"invalid leading zero in {part} version number";
            }

            if (!ulong.TryParse(version[start..position], out _))
            {
                return $"value of {part} version number exceeds 64 bits";
            }

            if (part == "patch")
            {
                break;
            }

            if (position == version.Length)
            {
                return $"unexpected end of input while parsing {part} version number";
            }

            if (version[position] != '.')
            {
                return $"unexpected character '{version[position]}' after {part} version number";
            }

            position++;
        }

        return CheckVersionRest(version[position..]);
    }

    private static string? CheckVersionRest(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("-"))
        {
            var end = rest.IndexOf('+');
            var release = end < 0 ? rest[1..] : rest[1..end];
            if (CheckIdentifiers(release, "pre-release identifier", isNumeric: true) is { } error)
            {
                return error;
            }

            rest = end < 0 ? "" : rest[end..];
        }

        if (rest.StartsWith("+"))
        {
            return CheckIdentifiers(rest[1..], "build metadata", isNumeric: false);
        }

        return rest.IsEmpty ? null : $"unexpected character '{rest[0]}' after patch version number";
    }

    private static string? CheckIdentifiers(ReadOnlySpan<char> text, string what, bool isNumeric)
    {
        foreach (var range in text.Split('.'))
        {
            var segment = text[range];
            if (segment.IsEmpty)
            {
                return $"empty identifier segment in {what}";
            }

            var bad = segment.IndexOfAnyExcept(s_identifier);
            if (bad >= 0)
            {
                return $"unexpected character '{segment[bad]}' in {what}";
            }

            if (isNumeric && segment.Length > 1 && segment[0] == '0' && !segment.ContainsAnyExceptInRange('0', '9'))
            {
                return $"invalid leading zero in {what}";
            }
        }

        return null;
    }
}
