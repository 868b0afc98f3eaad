// From a module to an assembly that programs are built with: emits its functions, the class that programs name, and what the compiler of C#
// is told about that class.
using System.Collections.Immutable;
using System.Globalization;
using Weft.Compiler;
using Weft.Hashing;
using Weft.Precompilation;
using Weft.Wasm;

namespace Weft.Translation;

/// <summary>Translates one module.</summary>
/// <param name="module">The module.</param>
/// <param name="binary">The same, binary.</param>
/// <param name="options">How.</param>
internal sealed class Translator(Module module, ReadOnlyMemory<byte> binary, TranslateOptions options)
{
    // A tuple of more has another in it.
    private const int MostResults = 7;

    /// <summary>Translates it.</summary>
    public TranslatedModule Translate()
    {
        CodeTarget? target = options.Target is { } name ? CodeTarget.Parse(name) : null;
        var settings = SettingsFor(module.Engine, target, options.MetersFuel);
        ImmutableArray<LinkedCall> calls = options.LeavesModuleOut ? [] : FindCalls();
        var door = new LinkedDoor(options.ClassName, options.AssemblyName, binary, TraitsOf(settings), calls) { LeavesModuleOut = options.LeavesModuleOut };
        var image = PersistedCode.EmitLinked(module, settings, options.AssemblyName, door, target is { } system ? new TailCallPlan(module.Validated, system) : null);
        CodeStamp.Apply(image.Image, [(byte)settings.Form, .. Sha256.Compute(binary.Span)]);
        return new TranslatedModule
        {
            Module = module,
            AssemblyName = options.AssemblyName,
            ClassName = options.ClassName,
            Assembly = image.Image,
            ReferenceAssembly = new ReferenceAssemblyWriter(options.AssemblyName, options.ClassName, calls) { LeavesModuleOut = options.LeavesModuleOut }.Write(),
            Calls = [.. calls.Select(call => new TranslatedCall(call.Name, call.Type))],
            UsesGuardPages = settings.GuardPages,
            InterpretedFunctions = [.. image.Tokens[0].Index().Where(item => item.Item == 0).Select(item => module.Validated.ImportedFunctionCount + item.Index)],
        };
    }

    /// <summary>How code for programs is made.</summary>
    /// <param name="engine">The engine, whose options it follows.</param>
    /// <param name="target">The system; null for all.</param>
    /// <param name="metersFuel">Whether it counts fuel.</param>
    public static CompilerSettings SettingsFor(Engine engine, CodeTarget? target, bool metersFuel) => new(
        target?.HasGuardPages == true && engine.Options.BoundsChecks != BoundsChecks.Explicit,
        metersFuel,
        engine.Options.NumericProfile,
        Form: CodeForm.Linked);

    private LinkedTraits TraitsOf(CompilerSettings settings) =>
        LinkedModule.TraitsOf(settings)
        | (module.Validated.HandlesExceptions ? LinkedTraits.HandlesExceptions : 0)
        | (module.Validated.HasTailCalls ? LinkedTraits.HasTailCalls : 0);

    // One for each type of an exported function.
    private ImmutableArray<LinkedCall> FindCalls()
    {
        var calls = ImmutableArray.CreateBuilder<LinkedCall>();
        var seen = new HashSet<int>();
        foreach (var export in module.Exports)
        {
            if (export.Kind != ExternalKind.Function || export.Index < module.Validated.ImportedFunctionCount)
            {
                continue;
            }

            var typeId = module.Validated.FunctionTypeIds[export.Index];
            var type = module.Engine.Types.GetFunctionType(typeId);
            if (type.Results.Length <= MostResults && seen.Add(typeId))
            {
                calls.Add(new LinkedCall(
                    string.Create(CultureInfo.InvariantCulture, $"Call{calls.Count}"),
                    type,
                    ResultOf(type),
                    [typeof(Function), .. type.Parameters.Select(parameter => ClrTypes.Of(parameter.Kind))]));
            }
        }

        return calls.ToImmutable();
    }

    private static Type ResultOf(FunctionType type)
    {
        Type[] results = [.. type.Results.Select(result => ClrTypes.Of(result.Kind))];
        Type? tuple = results.Length switch
        {
            0 => typeof(void),
            1 => results[0],
            2 => typeof(ValueTuple<,>),
            3 => typeof(ValueTuple<,,>),
            4 => typeof(ValueTuple<,,,>),
            5 => typeof(ValueTuple<,,,,>),
            6 => typeof(ValueTuple<,,,,,>),
            _ => typeof(ValueTuple<,,,,,,>),
        };
        return results.Length < 2 ? tuple : Close(tuple, results);
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only translating asks, which does not exist where code cannot be generated.")]
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Tuples demand nothing of their type arguments.")]
    private static Type Close(Type tuple, Type[] results) => tuple.MakeGenericType(results);
}
