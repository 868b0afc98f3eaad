// From a module to a precompiled one: emits its functions, has them compiled to machine code where that is possible, packs all up.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Weft.Compiler;
using Weft.Translation;

namespace Weft.Precompilation;

/// <summary>Compiles one module.</summary>
/// <param name="module">The module.</param>
/// <param name="binary">The same, binary.</param>
/// <param name="options">How.</param>
internal sealed class Precompiler(Module module, ReadOnlyMemory<byte> binary, PrecompileOptions options)
{
    // Of the assembly, and of the class in it.
    private const string NativeAssembly = "Guest";

    private readonly CodeTarget _target = options.Target is { } name ? CodeTarget.Parse(name) : CodeTarget.Current;

    // One module as code.
    private sealed record MadeCode(
        PrecompiledCodeKind Kind, CompilerSettings Settings, ReadOnlyMemory<byte> Code, Guid Version, int[] Tokens, int InterpretedFunctions, string? WhyPortable = null);

    /// <summary>Compiles it and writes the result.</summary>
    public async Task<PrecompileResult> WriteAsync(Stream output, CancellationToken cancellation)
    {
        var made = options.Kind == PrecompiledCodeKind.Native
            ? await LinkAsync(cancellation).ConfigureAwait(false)
            : await CompileAsync(cancellation).ConfigureAwait(false);
        var header = new PrecompiledHeader
        {
            EngineVersion = EngineIdentity.Version,
            EngineBuild = EngineIdentity.Build,
            Kind = made.Kind,
            Target = made.Kind == PrecompiledCodeKind.Portable ? CodeTarget.Any : _target.ToString(),
            GuardPages = made.Settings.GuardPages,
            MetersFuel = made.Settings.Metered,
            Profile = made.Settings.Profile,
            ModuleHash = [.. SHA256.HashData(binary.Span)],
            HandlesExceptions = module.Validated.HandlesExceptions,
            HasTailCalls = module.Validated.HasTailCalls,
            CodeVersion = made.Version,
            Tokens = [.. made.Tokens],
        };
        return new PrecompileResult
        {
            Kind = made.Kind,
            WhyPortable = made.WhyPortable,
            Target = header.Target,
            InterpretedFunctions = made.InterpretedFunctions,
            CodeBytes = made.Code.Length,
            TotalBytes = await new PrecompiledContainer(header, binary, made.Code).WriteAsync(output, cancellation).ConfigureAwait(false),
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
            _target.HasGuardPages && (module.Engine.UsesGuardPages || _target != CodeTarget.Current) && module.Engine.Options.BoundsChecks != BoundsChecks.Explicit,
            options.MetersFuel,
            module.Engine.Options.NumericProfile,
            Listens: false,
            Form: compiler is null ? CodeForm.Portable : CodeForm.ReadyToRun);
        options.Progress?.Report("compiling functions");
        var image = PersistedCode.Emit(module, settings, cancellation);
        var code = image.Image;
        CodeStamp.Apply(code, [(byte)settings.Form, .. SHA256.HashData(binary.Span)]);
        if (compiler is not null)
        {
            options.Progress?.Report($"making machine code for {_target}");
            code = await compiler.CompileAsync(code, _target, cancellation).ConfigureAwait(false);
        }

        return new MadeCode(
            compiler is null ? PrecompiledCodeKind.Portable : PrecompiledCodeKind.ReadyToRun,
            settings, code, ReadVersion(code), image.Tokens, image.Tokens.Count(token => token == 0), whyPortable);
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
        var translated = new Translator(module, binary, new TranslateOptions
        {
            AssemblyName = NativeAssembly,
            ClassName = NativeAssembly,
            Target = _target.ToString(),
            LeavesModuleOut = true,
            MetersFuel = options.MetersFuel,
        }).Translate();
        options.Progress?.Report("making a native program with NativeAOT");
        return new MadeCode(
            PrecompiledCodeKind.Native,
            translated.Settings,
            await linker(translated, cancellation).ConfigureAwait(false),
            ReadVersion(translated.Assembly.ToArray()),
            [],
            translated.InterpretedFunctions.Length);
    }

    private static Guid ReadVersion(byte[] code)
    {
        using var file = new PEReader(new MemoryStream(code));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
