// WASI: what the embedder grants a guest. Nothing is granted by default: no arguments, no environment, empty streams, no directory, no socket.

using System.Net.Sockets;
using System.Text;
using Weft.Wasi.Cli;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Filesystem.InMemory;
using Weft.Wasi.Filesystem.Linux;
using Weft.Wasi.Filesystem.Portable;
using Weft.Wasi.Random;
using Weft.Wasi.Sockets;

namespace Weft.Wasi;

/// <summary>Says what a guest is granted. Each method answers the builder itself.</summary>
public sealed class WasiOptionsBuilder
{
    private readonly List<string> _arguments = [];
    private readonly List<KeyValuePair<string, string>> _environment = [];
    private readonly Func<Descriptor>[] _standardStreams = [Empty, Empty, Empty];
    private readonly List<Func<Preopen>> _directories = [];
    private TimeProvider _timeProvider = TimeProvider.System;

    // Most guests have none of these, and an assembly that nobody loads costs no time at the start.
    private List<Socket>? _sockets;
    private List<NetworkRule>? _remotes;
    private List<NetworkRule>? _locals;
    private TimeZoneInfo? _timeZone;
    private RandomSource _random = SystemRandom.Fill;

    /// <summary>Adds arguments. The first of all is the program's name.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="ArgumentException">An argument has a NUL inside.</exception>
    public WasiOptionsBuilder AddArguments(params IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        foreach (string argument in arguments)
            _arguments.Add(WithoutNul(argument, nameof(arguments)));
        return this;
    }

    /// <summary>Sets an environment variable.</summary>
    /// <param name="name">The name, not empty and without an equals sign.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name is no name, or there is a NUL inside.</exception>
    public WasiOptionsBuilder SetEnvironment(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Contains('=', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' has an equals sign", nameof(name));
        var pair = KeyValuePair.Create(WithoutNul(name, nameof(name)), WithoutNul(value, nameof(value)));
        int index = _environment.FindIndex(candidate => candidate.Key == name);
        if (index < 0)
            _environment.Add(pair);
        else
            _environment[index] = pair;
        return this;
    }

    /// <summary>Sets every environment variable that this process has.</summary>
    public WasiOptionsBuilder InheritEnvironment()
    {
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            // Windows has variables whose names begin with an equals sign; they are not for programs to see.
            if (variable.Key is string { Length: > 0 } name && !name.Contains('=', StringComparison.Ordinal))
                SetEnvironment(name, (string?)variable.Value ?? "");
        }
        return this;
    }

    /// <summary>Gives the guest this process's standard input, output and errors.</summary>
    public WasiOptionsBuilder InheritConsole() => InheritStandardInput().InheritStandardOutput().InheritStandardError();

    /// <summary>Gives the guest this process's standard input.</summary>
    public WasiOptionsBuilder InheritStandardInput() => SetStream(0, static () => StandardStreams.Inherit(0));

    /// <summary>Gives the guest this process's standard output.</summary>
    public WasiOptionsBuilder InheritStandardOutput() => SetStream(1, static () => StandardStreams.Inherit(1));

    /// <summary>Gives the guest this process's standard error stream.</summary>
    public WasiOptionsBuilder InheritStandardError() => SetStream(2, static () => StandardStreams.Inherit(2));

    /// <summary>Gives the guest a stream to read as its standard input. The stream stays open when the guest ends.</summary>
    /// <param name="stream">The stream. It counts as always ready; a read blocks as the stream does and cannot be interrupted.</param>
    public WasiOptionsBuilder WithStandardInput(Stream stream) => SetStream(0, stream);

    /// <summary>Gives the guest a file of the host as its standard input.</summary>
    /// <param name="hostPath">The file, which <see cref="Build"/> opens.</param>
    public WasiOptionsBuilder WithStandardInputFile(string hostPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostPath);
        return SetStream(0, () => StandardStreams.OpenFile(hostPath));
    }

    /// <summary>Gives the guest a stream to write as its standard output. The stream stays open when the guest ends.</summary>
    /// <param name="stream">The stream; it is flushed after each write.</param>
    public WasiOptionsBuilder WithStandardOutput(Stream stream) => SetStream(1, stream);

    /// <summary>Gives the guest a stream to write its errors to. The stream stays open when the guest ends.</summary>
    /// <param name="stream">The stream; it is flushed after each write.</param>
    public WasiOptionsBuilder WithStandardError(Stream stream) => SetStream(2, stream);

    /// <summary>Gives the guest a directory of the host, and what is beneath it. Nothing leads the guest out of it.</summary>
    /// <param name="guestPath">Its path as the guest will know it, for example <c>/data</c>.</param>
    /// <param name="hostPath">The directory, which <see cref="Build"/> opens.</param>
    /// <param name="access">What the guest may do there.</param>
    public WasiOptionsBuilder MapDirectory(string guestPath, string hostPath, DirectoryAccess access = DirectoryAccess.ReadWrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostPath);
        bool isReadOnly = access == DirectoryAccess.Read;
        return AddDirectory(guestPath, () => OperatingSystem.IsLinux()
            ? LinuxDirectory.OpenRoot(hostPath, isReadOnly)
            : PortableDirectory.OpenRoot(hostPath, isReadOnly));
    }

    /// <summary>Gives the guest a file system in memory.</summary>
    /// <param name="guestPath">The path of its root as the guest will know it.</param>
    /// <param name="fileSystem">The file system; several guests may have the same.</param>
    /// <param name="access">What the guest may do there.</param>
    public WasiOptionsBuilder MountFileSystem(string guestPath, InMemoryFileSystem fileSystem, DirectoryAccess access = DirectoryAccess.ReadWrite)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        return AddDirectory(guestPath, () => new MemoryDirectory(fileSystem.Root, access == DirectoryAccess.Read, DescriptorFlags.None));
    }

    /// <summary>
    /// Gives the guest a socket, listening or connected, which it finds as a descriptor after those of the directories. The socket is made
    /// non-blocking, and stays open when the guest ends.
    /// </summary>
    /// <param name="socket">The socket.</param>
    public WasiOptionsBuilder AddSocket(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        (_sockets ??= []).Add(socket);
        return this;
    }

    /// <summary>
    /// Lets a component connect and send to hosts, and look up their names (<c>wasi:sockets</c>); without it there is no network. Several calls add up.
    /// </summary>
    /// <param name="rules">
    /// What it may reach: <c>[tcp:|udp:]HOST[:PORT]</c>. A host is a name, which the component has to look up, <c>*.name</c>, an address, a network such
    /// as <c>10.0.0.0/8</c> or <c>[2001:db8::/32]</c>, or <c>*</c> for all. A port is a number or a range, <c>8000-8999</c>; all, where there is none.
    /// </param>
    /// <exception cref="FormatException">A text is no rule.</exception>
    public WasiOptionsBuilder AllowConnect(params ReadOnlySpan<string> rules)
    {
        foreach (string rule in rules)
            (_remotes ??= []).Add(NetworkRule.Parse(rule));
        return this;
    }

    /// <summary>
    /// Lets a component listen for connections and datagrams of everybody at addresses of this machine (<c>wasi:sockets</c>). Several calls add up.
    /// </summary>
    /// <param name="rules">The addresses, as <see cref="AllowConnect"/> has them; port 0 is one that the system chooses. <c>0.0.0.0</c> and <c>::</c> are what the component says for all of the machine's.</param>
    /// <exception cref="FormatException">A text is no rule.</exception>
    public WasiOptionsBuilder AllowListen(params ReadOnlySpan<string> rules)
    {
        foreach (string rule in rules)
        {
            NetworkRule local = NetworkRule.Parse(rule);
            (_locals ??= []).Add(!local.IsName ? local : throw new FormatException($"'{rule}' has a name; addresses to listen at are written as numbers"));
        }
        return this;
    }

    /// <summary>Lets a component use the network as this process can.</summary>
    public WasiOptionsBuilder InheritNetwork() => AllowConnect("*").AllowListen("*");

    /// <summary>Says what tells the guest's time; the system's clocks otherwise.</summary>
    /// <param name="timeProvider">The clocks, also for the guest's sleeps.</param>
    public WasiOptionsBuilder WithTimeProvider(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
        return this;
    }

    /// <summary>Says which time zone components see (<c>wasi:clocks/timezone</c>); UTC otherwise: where the host is, is none of theirs.</summary>
    /// <param name="zone">The zone, such as <see cref="TimeZoneInfo.Local"/>.</param>
    public WasiOptionsBuilder WithTimeZone(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _timeZone = zone;
        return this;
    }

    /// <summary>Says where the guest's random bytes come from; the system's secure generator otherwise.</summary>
    /// <param name="random">The source.</param>
    public WasiOptionsBuilder WithRandom(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _random = random;
        return this;
    }

    /// <summary>Opens what is granted. Each call makes a world of its own.</summary>
    /// <returns>The guest's world; dispose it when the guest has ended.</returns>
    /// <exception cref="DirectoryNotFoundException">A directory to map is not there.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public WasiContext Build()
    {
        var opened = new List<Descriptor>();
        try
        {
            foreach (Func<Descriptor> open in _standardStreams)
                opened.Add(open());
            var preopens = new List<Preopen>();
            foreach (Func<Preopen> open in _directories)
            {
                Preopen preopen = open();
                opened.Add(preopen.Directory);
                preopens.Add(preopen);
            }
            var environment = new List<string>(_environment.Count);
            foreach (KeyValuePair<string, string> pair in _environment)
                environment.Add($"{pair.Key}={pair.Value}");
            return new WasiContext(
                new GuestStrings(_arguments), new GuestStrings(environment), opened[..3], preopens, _sockets is null ? [] : OpenSockets(_sockets), _timeProvider, _random)
            { Network = _remotes is null && _locals is null ? null : MakePolicy(_remotes, _locals), TimeZone = _timeZone };
        }
        catch
        {
            opened.ForEach(descriptor => descriptor.Dispose());
            throw;
        }
    }

    // Methods of their own, so that what they name is loaded when they are called.
    private static NetworkPolicy MakePolicy(List<NetworkRule>? remotes, List<NetworkRule>? locals) => new([.. remotes ?? []], [.. locals ?? []]);

    private static SocketDescriptor[] OpenSockets(List<Socket> sockets) =>
        [.. sockets.Select(socket => new SocketDescriptor(socket, DescriptorFlags.None, ownsSocket: false))];

    private static HostStream Empty() => new(Stream.Null, isTerminal: false);

    private static string WithoutNul(string text, string parameter) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException($"'{text}' has a NUL inside", parameter) : text;

    private WasiOptionsBuilder SetStream(int number, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SetStream(number, () => new HostStream(stream, isTerminal: false));
    }

    private WasiOptionsBuilder SetStream(int number, Func<Descriptor> open)
    {
        _standardStreams[number] = open;
        return this;
    }

    private WasiOptionsBuilder AddDirectory(string guestPath, Func<DirectoryDescriptor> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(guestPath);
        byte[] name = Encoding.UTF8.GetBytes(WithoutNul(guestPath, nameof(guestPath)));
        _directories.Add(() => new Preopen(name, open()));
        return this;
    }
}
