// From modules to precompiled ones: emits their functions, has them compiled to machine code where that is possible, packs all up.
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Weft.Compiler;
using Weft.Hashing;
using Weft.Translation;

namespace Weft.Precompilation;

/// <summary>Compiles one module, or those inside one component.</summary>
/// <param name="engine">Their engine.</param>
/// <param name="original">The module or the component, binary.</param>
/// <param name="parts">The modules, in the order of their bytes.</param>
/// <param name="options">How.</param>
internal sealed class Precompiler(Engine engine, ReadOnlyMemory<byte> original, IReadOnlyList<ModulePart> parts, PrecompileOptions options)
{
    // Of the assembly, and of the class in it; the second module's have a number behind it.
    private const string NativeAssembly = "Guest";

    private readonly CodeTarget _target = options.Target is { } name ? CodeTarget.Parse(name) : CodeTarget.Current;

    // All modules as code.
    private sealed record MadeCode(
        PrecompiledCodeKind Kind, CompilerSettings Settings, ReadOnlyMemory<byte> Code, Guid Version, int[][] Tokens, int[][] Signatures, int InterpretedFunctions, string? WhyPortable = null);

    /// <summary>Compiles them and writes the result.</summary>
    public async Task<PrecompileResult> WriteAsync(Stream output, CancellationToken cancellation)
    {
        var made = options.Kind == PrecompiledCodeKind.Native
            ? await LinkAsync(cancellation).ConfigureAwait(false)
            : await CompileAsync(cancellation).ConfigureAwait(false);

        // Code for anywhere is for systems that cannot map them, too.
        var (images, places) = made.Kind == PrecompiledCodeKind.Portable
            ? ([], [.. parts.Select(_ => Array.Empty<int>())])
            : StoredImages.Make([.. parts.Select(part => part.Module)], _target);
        var header = new PrecompiledHeader
        {
            EngineVersion = EngineIdentity.Version,
            EngineBuild = EngineIdentity.Build,
            Kind = made.Kind,
            Target = made.Kind == PrecompiledCodeKind.Portable ? CodeTarget.Any : _target.ToString(),
            GuardPages = made.Settings.GuardPages,
            MetersFuel = made.Settings.Metered,
            Profile = made.Settings.Profile,
            OriginalHash = [.. Sha256.Compute(original.Span)],
            CodeVersion = made.Version,
            Parts =
            [
                .. parts.Select((part, index) => new PrecompiledPart(
                    part.Offset,
                    part.Length,
                    [.. Sha256.Compute(BytesOf(part).Span)],
                    part.Module.Validated.HandlesExceptions,
                    part.Module.Validated.HasTailCalls,
                    [.. made.Tokens[index]],
                    [.. made.Signatures[index]],
                    [.. places[index]])),
            ],
        };
        return new PrecompileResult
        {
            Kind = made.Kind,
            WhyPortable = made.WhyPortable,
            Target = header.Target,
            InterpretedFunctions = made.InterpretedFunctions,
            CodeBytes = made.Code.Length,
            TotalBytes = await new PrecompiledContainer(header, original, made.Code, images).WriteAsync(output, cancellation).ConfigureAwait(false),
        };
    }

    private async Task<MadeCode> CompileAsync(CancellationToken cancellation)
    {
        string? whyPortable = null;
        ReadyToRunCompiler? compiler = null;
        if (options.Kind != PrecompiledCodeKind.Portable)
        {
            (compiler, whyPortable) = await ReadyToRunCompiler.FindAsync(options, cancellation).ConfigureAwait(false);
            if (compiler is null && options.Kind == PrecompiledCodeKind.ReadyToRun)
            {
                throw new InvalidOperationException($"machine code cannot be made: {whyPortable}");
            }
        }

        var settings = new CompilerSettings(
            _target.HasGuardPages && (engine.UsesGuardPages || _target != CodeTarget.Current) && engine.Options.BoundsChecks != BoundsChecks.Explicit,
            options.MetersFuel,
            engine.Options.NumericProfile,
            Listens: false,
            Form: compiler is null ? CodeForm.Portable : CodeForm.ReadyToRun);
        options.Progress?.Report("compiling functions");
        var image = PersistedCode.Emit([.. parts.Select(part => part.Module)], settings, cancellation);
        var code = image.Image;
        CodeStamp.Apply(code, [(byte)settings.Form, .. Sha256.Compute(original.Span)]);
        if (compiler is not null)
        {
            options.Progress?.Report($"making machine code for {_target}");
            code = await compiler.CompileAsync(code, _target, cancellation).ConfigureAwait(false);
        }

        return new MadeCode(
            compiler is null ? PrecompiledCodeKind.Portable : PrecompiledCodeKind.ReadyToRun,
            settings, code, ReadVersion(code), image.Tokens, image.Signatures, image.Tokens.Sum(tokens => tokens.Count(token => token == 0)), whyPortable);
    }

    // An executable, whose tools make it for the system that they run on.
    private async Task<MadeCode> LinkAsync(CancellationToken cancellation)
    {
        if (options.NativeLinker is not { } linker)
        {
            throw new InvalidOperationException($"native code needs who links it: {nameof(PrecompileOptions)}.{nameof(PrecompileOptions.NativeLinker)}");
        }

        if (_target != CodeTarget.Current)
        {
            throw new InvalidOperationException($"native code for {_target} is made on {_target} alone, and this is {CodeTarget.Current}");
        }

        options.Progress?.Report("compiling functions");
        TranslatedModule[] translated = [.. parts.Select(Translate)];
        options.Progress?.Report("making a native program with NativeAOT");
        return new MadeCode(
            PrecompiledCodeKind.Native,
            Translator.SettingsFor(engine, _target, options.MetersFuel),
            await linker(translated, cancellation).ConfigureAwait(false),
            translated.Length == 0 ? Guid.Empty : ReadVersion(translated[0].Assembly.ToArray()),
            [.. parts.Select(_ => Array.Empty<int>())],
            [.. parts.Select(_ => Array.Empty<int>())],
            translated.Sum(module => module.InterpretedFunctions.Length));
    }

    private TranslatedModule Translate(ModulePart part, int index)
    {
        var name = index == 0 ? NativeAssembly : string.Create(CultureInfo.InvariantCulture, $"{NativeAssembly}{index}");
        return new Translator(part.Module, BytesOf(part), new TranslateOptions
        {
            AssemblyName = name,
            ClassName = name,
            Target = _target.ToString(),
            LeavesModuleOut = true,
            MetersFuel = options.MetersFuel,
        }).Translate();
    }

    private ReadOnlyMemory<byte> BytesOf(ModulePart part) => original.Slice(part.Offset, part.Length);

    private static Guid ReadVersion(byte[] code)
    {
        using var file = new PEReader(new MemoryStream(code));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
