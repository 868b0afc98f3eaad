// What the door of linked code (LinkedDoor) calls.
// SAFETY: the door passes the addresses of data and of methods of its own assembly, which stays as long as its code can run.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Semantics;
using Weft.Wasm.Binary;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Loads modules that the program was built with.</summary>
internal static unsafe class LinkedModule
{
    /// <summary>Loads a module into an engine. Where its code does not fit the engine, the module comes without.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="door">A type of the assembly with the code.</param>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="chunks">Where the bytes of the module are.</param>
    /// <param name="chunkLength">How many are in each but the last.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="traits">What is known of the code.</param>
    /// <param name="entries">The method that tells addresses of functions.</param>
    /// <param name="signatures">The method that tells addresses of the code of function types.</param>
    public static Module Load(
        Engine engine, RuntimeTypeHandle door, string assembly, nint[] chunks, int chunkLength, int length, int traits, nint entries, nint signatures)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        var definition = ModuleReader.Read(Join(chunks, chunkLength, length));
        var settings = SettingsOf((LinkedTraits)traits);
        if (engine.Options.Validation.HasDisabledFeatures || !Fits(engine, settings))
        {
            return engine.LoadModule(definition);
        }

        var module = new Module(engine, ModuleValidator.ResolveTrusted(
            definition,
            engine.Types,
            engine.Options.Validation,
            ((LinkedTraits)traits).HasFlag(LinkedTraits.HandlesExceptions),
            ((LinkedTraits)traits).HasFlag(LinkedTraits.HasTailCalls)));
        module.Precompiled = new LinkedCode(
            module,
            settings,
            RuntimeFeature.IsDynamicCodeCompiled ? Type.GetTypeFromHandle(door)!.Assembly : null,
            assembly,
            (delegate*<int, nint>)entries,
            (delegate*<int, int, nint>)signatures);
        return module;
    }

    /// <summary>An exported function, ready to be called by the door.</summary>
    /// <exception cref="ArgumentException">There is no such function, or it is one of the host.</exception>
    /// <exception cref="NotSupportedException">The engine has listeners on functions.</exception>
    public static Function Find(Instance instance, string name)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (instance.GetExport(name) is not Function function || function.IsHost)
        {
            throw new ArgumentException($"the instance exports no function '{name}' of a module", nameof(name));
        }

        if (instance.Store.Calls is not null)
        {
            throw new NotSupportedException("typed calls of modules that a program is built with do not tell listeners: call Function.Invoke");
        }

        if (function.Cell->Entry == 0)
        {
            instance.Store.PrepareEntry(function.Cell);
        }

        return function;
    }

    private static ReadOnlyMemory<byte> Join(nint[] chunks, int chunkLength, int length)
    {
        if (chunks.Length == 1)
        {
            return new NativeBytes((byte*)chunks[0], length).Memory;
        }

        var bytes = new byte[length];
        for (var i = 0; i < chunks.Length; i++)
        {
            var start = i * chunkLength;
            new ReadOnlySpan<byte>((byte*)chunks[i], Math.Min(chunkLength, length - start)).CopyTo(bytes.AsSpan(start));
        }

        return bytes;
    }

    /// <summary>The settings among the traits of code.</summary>
    public static LinkedTraits TraitsOf(CompilerSettings settings) =>
        (settings.GuardPages ? LinkedTraits.GuardPages : 0)
        | (settings.Metered ? LinkedTraits.MetersFuel : 0)
        | (settings.Profile.HasFlag(NumericProfile.CanonicalNaNs) ? LinkedTraits.CanonicalNaNs : 0)
        | (settings.Profile.HasFlag(NumericProfile.DeterministicRelaxedSimd) ? LinkedTraits.DeterministicRelaxedSimd : 0);

    /// <summary>The settings of code with some traits.</summary>
    public static CompilerSettings SettingsOf(LinkedTraits traits) => new(
        traits.HasFlag(LinkedTraits.GuardPages),
        traits.HasFlag(LinkedTraits.MetersFuel),
        (traits.HasFlag(LinkedTraits.CanonicalNaNs) ? NumericProfile.CanonicalNaNs : 0)
            | (traits.HasFlag(LinkedTraits.DeterministicRelaxedSimd) ? NumericProfile.DeterministicRelaxedSimd : 0),
        Form: CodeForm.Linked);

    // Code with explicit checks is right with guard pages, too.
    private static bool Fits(Engine engine, CompilerSettings settings) =>
        (engine.UsesGuardPages || !settings.GuardPages)
        && settings.Profile == engine.Options.NumericProfile
        && !engine.IsSampled
        && engine.Options.FunctionListeners is null;
}
