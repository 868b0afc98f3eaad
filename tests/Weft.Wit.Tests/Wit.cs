using Xunit;

namespace Weft.Wit.Tests;

/// <summary>Short ways to resolve texts in tests.</summary>
internal static class Wit
{
    /// <summary>Resolves what stands behind `package test:it;` and checks that it prints to the same.</summary>
    public static WitPackage Package(string items, WitOptions? options = null)
    {
        var packages = WitResolver.Resolve($"package test:it@1.2.0;\n{items}", "test.wit", options);
        RoundTrip.Check(packages, options);
        return packages.Root;
    }

    /// <summary>Resolves the content of an interface.</summary>
    public static WitInterface Interface(string items, WitOptions? options = null) => Package($"interface i {{\n{items}\n}}", options).FindInterface("i")!;

    /// <summary>The error of a text, which must mention something.</summary>
    public static WitException Error(string text, string expected, WitOptions? options = null)
    {
        var error = Assert.Throws<WitException>(() => WitResolver.Resolve(text.StartsWith("package", StringComparison.Ordinal) ? text : $"package test:it@1.2.0;\n{text}", "test.wit", options));
        Assert.Contains(expected, error.Reason);
        return error;
    }

    /// <summary>The error of the content of an interface.</summary>
    public static WitException InterfaceError(string items, string expected, WitOptions? options = null) => Error($"interface i {{\n{items}\n}}", expected, options);
}
