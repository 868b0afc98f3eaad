// From a module to a precompiled one: emits its functions, has them compiled to machine code where that is possible, packs all up.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Weft.Compiler;

namespace Weft.Precompilation;

/// <summary>Compiles one module.</summary>
/// <param name="module">The module.</param>
/// <param name="binary">The same, binary.</param>
/// <param name="options">How.</param>
internal sealed class Precompiler(Module module, ReadOnlyMemory<byte> binary, PrecompileOptions options)
{
    private readonly CodeTarget _target = options.Target is { } name ? CodeTarget.Parse(name) : CodeTarget.Current;

    /// <summary>Compiles it and writes the result.</summary>
    public async Task<PrecompileResult> WriteAsync(Stream output, CancellationToken cancellation)
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
        var moduleHash = SHA256.HashData(binary.Span);
        CodeStamp.Apply(code, [(byte)settings.Form, .. moduleHash]);
        if (compiler is not null)
        {
            options.Progress?.Report($"making machine code for {_target}");
            code = await compiler.CompileAsync(code, _target, cancellation).ConfigureAwait(false);
        }

        var kind = compiler is null ? PrecompiledCodeKind.Portable : PrecompiledCodeKind.ReadyToRun;
        var header = new PrecompiledHeader
        {
            EngineVersion = EngineIdentity.Version,
            EngineBuild = EngineIdentity.Build,
            Kind = kind,
            Target = kind == PrecompiledCodeKind.Portable ? CodeTarget.Any : _target.ToString(),
            GuardPages = settings.GuardPages,
            MetersFuel = settings.Metered,
            Profile = settings.Profile,
            ModuleHash = [.. moduleHash],
            HandlesExceptions = module.Validated.HandlesExceptions,
            HasTailCalls = module.Validated.HasTailCalls,
            CodeVersion = ReadVersion(code),
            Tokens = [.. image.Tokens],
        };
        return new PrecompileResult
        {
            Kind = kind,
            WhyPortable = whyPortable,
            Target = header.Target,
            InterpretedFunctions = image.Tokens.Count(token => token == 0),
            CodeBytes = code.Length,
            TotalBytes = await new PrecompiledContainer(header, binary, code).WriteAsync(output, cancellation).ConfigureAwait(false),
        };
    }

    private static Guid ReadVersion(byte[] code)
    {
        using var file = new PEReader(new MemoryStream(code));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
