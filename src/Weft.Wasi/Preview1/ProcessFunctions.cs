// WASI preview 1: args_*, environ_*, clock_*, random_get, sched_yield, proc_exit, proc_raise. Thin: arguments in, errno out.

using System.Buffers.Binary;
using Weft.Wasi.Cli;

namespace Weft.Wasi.Preview1;

/// <summary>The functions about the process itself.</summary>
internal static class ProcessFunctions
{
    private const int RealTime = 0;
    private const int Monotonic = 1;
    private const int ProcessTime = 2;
    private const int ThreadTime = 3;

    /// <summary><c>args_get</c></summary>
    public static WasiError ArgsGet(Preview1Process process, GuestMemory memory, uint pointers, uint bytes) =>
        Get(process.Context.Arguments, memory, pointers, bytes);

    /// <summary><c>args_sizes_get</c></summary>
    public static WasiError ArgsSizesGet(Preview1Process process, GuestMemory memory, uint count, uint size) =>
        GetSizes(process.Context.Arguments, memory, count, size);

    /// <summary><c>environ_get</c></summary>
    public static WasiError EnvironGet(Preview1Process process, GuestMemory memory, uint pointers, uint bytes) =>
        Get(process.Context.Environment, memory, pointers, bytes);

    /// <summary><c>environ_sizes_get</c></summary>
    public static WasiError EnvironSizesGet(Preview1Process process, GuestMemory memory, uint count, uint size) =>
        GetSizes(process.Context.Environment, memory, count, size);

    /// <summary><c>clock_res_get</c></summary>
    public static WasiError ClockResGet(Preview1Process process, GuestMemory memory, int clock, uint result)
    {
        ulong? resolution = clock switch
        {
            RealTime => Clocks.WasiClocks.RealTimeResolution,
            Monotonic => process.Context.Clocks.MonotonicResolution,
            ProcessTime or ThreadTime => 1,
            _ => null,
        };
        return resolution is not { } value ? WasiError.Invalid : memory.TryWrite(result, value) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>clock_time_get</c></summary>
    public static WasiError ClockTimeGet(Preview1Process process, GuestMemory memory, int clock, uint result)
    {
        ulong? time = clock switch
        {
            RealTime => process.Context.Clocks.GetRealTime(),
            Monotonic => process.Context.Clocks.GetMonotonicTime(),
            ProcessTime => process.Context.Clocks.GetProcessTime(),
            ThreadTime => process.Context.Clocks.GetThreadTime(),
            _ => null,
        };
        return time is not { } value ? WasiError.Invalid : memory.TryWrite(result, value) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>random_get</c></summary>
    public static WasiError RandomGet(Preview1Process process, GuestMemory memory, uint buffer, uint length)
    {
        // The first look is at the whole range, so that a bad one is refused before anything is written.
        if (!memory.TryGetRange(buffer, length, out _))
            return WasiError.Fault;
        while (length > 0 && memory.TryGetRange(buffer, length, out Span<byte> range))
        {
            process.Context.FillRandom(range);
            buffer += (uint)range.Length;
            length -= (uint)range.Length;
        }
        return WasiError.Success;
    }

    /// <summary><c>sched_yield</c></summary>
    public static WasiError SchedYield()
    {
        Thread.Yield();
        return WasiError.Success;
    }

    /// <summary><c>proc_exit</c></summary>
    /// <exception cref="GuestExitException">Always.</exception>
    public static GuestExitException ProcExit(int code) => new(code);

    /// <summary><c>proc_raise</c>: a guest has nobody to signal but itself, and no way to handle it. Wasmtime refuses too.</summary>
    public static WasiError ProcRaise() => WasiError.NotSupported;

    private static WasiError GetSizes(GuestStrings strings, GuestMemory memory, uint count, uint size) =>
        memory.TryWrite(count, (uint)strings.Count) && memory.TryWrite(size, (uint)strings.Bytes.Length) ? WasiError.Success : WasiError.Fault;

    private static WasiError Get(GuestStrings strings, GuestMemory memory, uint pointers, uint bytes)
    {
        if (!memory.TryGetRange(pointers, (uint)strings.Count * 4, out Span<byte> list)
            || !memory.TryGetRange(bytes, (uint)strings.Bytes.Length, out Span<byte> text))
        {
            return WasiError.Fault;
        }
        strings.Bytes.CopyTo(text);
        for (int index = 0; index < strings.Count; index++)
            BinaryPrimitives.WriteUInt32LittleEndian(list[(index * 4)..], bytes + (uint)strings.Starts[index]);
        return WasiError.Success;
    }
}
