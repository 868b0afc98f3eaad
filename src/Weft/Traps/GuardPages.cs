// Guard pages: turns a fault in a memory's reserved address space into an exception that the engine catches.
//
// On Linux, .NET makes a NullReferenceException of a segmentation fault in managed code when the address is in the first 64 KiB, and
// ends the process otherwise. A few machine instructions stand in front of its signal handler: they look the address up in a table of
// reserved ranges, and when it is in one of them they note what happened, write 0 in its place, and go on to the handler of .NET.
// RATIONALE.md says what that rests on; tests pin it.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weft.Runtime;

namespace Weft;

/// <summary>The signal handler behind guard pages. It is installed once a process, when the first engine asks for it.</summary>
internal static unsafe partial class GuardPages
{
    private const int SigSegv = 11;
    private const int SaSigInfo = 4;

    // The process lives as long as these: nothing is ever uninstalled.
    private static readonly GuardTable? s_memories;
    private static readonly GuardTable? s_stacks;

    /// <summary>The environment variable that makes <see cref="BoundsChecks.Auto"/> mean explicit checks when it is "explicit".</summary>
    public const string Variable = "WEFT_BOUNDS_CHECKS";

    [SuppressMessage("Performance", "CA1810", Justification = "Several fields come from one installation.")]
    static GuardPages()
    {
        WhyNotSupported = Install(out s_memories, out s_stacks);
    }

    /// <summary>Whether faults can be caught here.</summary>
    [MemberNotNullWhen(false, nameof(WhyNotSupported))]
    public static bool IsSupported => WhyNotSupported is null;

    /// <summary>Why not; null when they can.</summary>
    public static string? WhyNotSupported { get; }

    /// <summary>Whether the environment asks for explicit checks.</summary>
    public static bool IsSwitchedOff =>
        string.Equals(Environment.GetEnvironmentVariable(Variable), "explicit", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes faults in a range the guest's: they become a NullReferenceException.</summary>
    /// <param name="start">The first address.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="record">
    /// Where to note a fault of code whose frame is on no known stack, without registers; null when more than one store may access the range.
    /// </param>
    /// <returns>Its place, for <see cref="Unregister"/>.</returns>
    public static int Register(byte* start, nuint length, GuardFault* record) => (s_memories ?? throw NotSupported()).Add(start, length, record);

    /// <summary>Lets faults in a range be noted elsewhere from now on: it serves another store, or, with null, none for a while.</summary>
    /// <param name="place">Its place, which <see cref="Register"/> has given.</param>
    /// <param name="record">As there.</param>
    public static void Hand(int place, GuardFault* record) => (s_memories ?? throw NotSupported()).SetRecord(place, record);

    /// <summary>
    /// Makes a range the value stack of a store: when code faults whose frame lies in it, the registers that carry the interpreter's
    /// state are noted in the record.
    /// </summary>
    /// <returns>Its place, for <see cref="Unregister"/>.</returns>
    public static int RegisterStack(byte* start, nuint length, GuardFault* record) => (s_stacks ?? throw NotSupported()).Add(start, length, record);

    /// <summary>Takes a range out again, before its address space is given back.</summary>
    public static void Unregister(int place, bool isStack) => ((isStack ? s_stacks : s_memories) ?? throw NotSupported()).Remove(place);

    /// <summary>
    /// What the code of a store did when an access hit a guard page; false when none has since the last call. To be asked when a
    /// NullReferenceException arrives, which may also be a mistake in a host function.
    /// </summary>
    public static bool TryGetFault(StoreContext* context, out GuardFault fault)
    {
        fault = context->Fault;
        context->Fault.Address = 0;
        return fault.Address != 0;
    }

    private static PlatformNotSupportedException NotSupported() => new(WhyNotSupported);

    private static string? Install(out GuardTable? memories, out GuardTable? stacks)
    {
        memories = null;
        stacks = null;
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "they need Linux on x64";
        }

        if (Environment.SystemPageSize > 64 << 10)
        {
            return "pages of the system are larger than pages of memories";
        }

        memories = GuardTable.TryCreate();
        stacks = GuardTable.TryCreate();
        if (memories is null || stacks is null)
        {
            return "no address space for the table of memories";
        }

        // SAFETY: the structure has the size and fields of Linux on x64, and the handler keeps to the calling convention of signals.
        SignalAction current;
        if (GetSignalAction(SigSegv, null, &current) != 0 || current.Handler <= 1 || (current.Flags & SaSigInfo) == 0)
        {
            return "the runtime has no signal handler to stand in front of";
        }

        var code = GuardHandlerCode.Assemble(memories.Address, stacks.Address, current.Handler);
        var page = (nuint)Environment.SystemPageSize;
        var memory = SystemMemory.Reserve(page);
        if (memory == null || !SystemMemory.Commit(memory, page))
        {
            return "no memory for the signal handler";
        }

        code.CopyTo(new Span<byte>(memory, (int)page));
        if (!SystemMemory.MakeExecutable(memory, page))
        {
            return "the system refuses to run generated code";
        }

        var action = current;
        action.Handler = (nint)memory;
        return GetSignalAction(SigSegv, &action, null) == 0 ? null : "the signal handler cannot be set";
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetSignalAction(int signal, SignalAction* action, SignalAction* old);

    // struct sigaction of Linux on x64, the same for glibc and musl.
    [StructLayout(LayoutKind.Sequential)]
    private struct SignalAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }
}
