// `translate`: from a module to C#, an assembly and its reference assembly.
using Weft.Build.Generation;
using Weft.Wasm;

namespace Weft.Build;

/// <summary>Translates one module.</summary>
internal static class Translation
{
    /// <summary>Runs the command.</summary>
    /// <param name="options">Its arguments.</param>
    /// <param name="output">Where errors and warnings go.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ToolArguments options, TextWriter output)
    {
        var path = options["module"];
        try
        {
            Translate(options, path, output);
            return 0;
        }
        catch (MalformedModuleException error)
        {
            return Fail(output, path, error.Position, error.Message);
        }
        catch (InvalidModuleException error)
        {
            return Fail(output, path, error.Position, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(output, path, null, error.Message);
        }
    }

    private static void Translate(ToolArguments options, string path, TextWriter output)
    {
        var name = options.Find("class") ?? ApiNames.ToPascal(Path.GetFileNameWithoutExtension(path));
        var assembly = options["assembly"];
        if (!Enum.TryParse<BoundsChecks>(options["bounds-checks"], out var bounds) || bounds is not (BoundsChecks.Auto or BoundsChecks.Explicit))
        {
            throw new ArgumentException($"BoundsChecks is Auto or Explicit, not '{options["bounds-checks"]}'");
        }

        if (options["access"] is not ("public" or "internal"))
        {
            throw new ArgumentException($"Access is public or internal, not '{options["access"]}'");
        }

        if (!ApiNames.IsIdentifier(name))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a class: set ClassName of the WasmModule");
        }

        using var engine = new Engine(new EngineOptions { BoundsChecks = bounds });
        var translated = engine.Translate(File.ReadAllBytes(path), new TranslateOptions
        {
            AssemblyName = Path.GetFileNameWithoutExtension(assembly),
            ClassName = $"Weft.Translated.{Path.GetFileNameWithoutExtension(assembly).Replace('.', '_').Replace('-', '_')}",
            Target = FindTarget(options.Find("runtime")),
        });
        foreach (var function in translated.InterpretedFunctions)
        {
            output.WriteLine($"{path} : warning WEFT002: function {translated.Module.Names.GetFunctionName(function) ?? $"{function}"} cannot be compiled ahead of time, and is interpreted");
        }

        var api = new ModuleApi(translated, Path.GetFileName(path), name, options.Find("namespace"), options["access"],
            $"global::Weft.Translated.{Path.GetFileNameWithoutExtension(assembly).Replace('.', '_').Replace('-', '_')}");
        Write(assembly, translated.Assembly.Span);
        Write(options["reference"], translated.ReferenceAssembly.Span);
        Write(options["code"], System.Text.Encoding.UTF8.GetBytes(new ApiWriter(api).Write()));
    }

    // Systems that nothing is known of have code that runs on every one.
    private static string? FindTarget(string? runtime)
    {
        string[] known = ["linux-x64", "linux-arm64", "linux-musl-x64", "linux-musl-arm64", "win-x64", "win-arm64", "osx-x64", "osx-arm64"];
        return known.Contains(runtime) ? runtime : null;
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static int Fail(TextWriter output, string path, TextPosition? position, string message)
    {
        var place = position is { } known ? $"({known.Line},{known.Column})" : "";
        output.WriteLine($"{path}{place} : error WEFT001: {message.ReplaceLineEndings(" ")}");
        return 1;
    }
}
