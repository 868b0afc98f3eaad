// WASI preview 2: wasi:sockets' resource `network`. There is one network, and what of it a guest may use is the context's.

namespace Weft.Wasi.Preview2.Sockets;

/// <summary>The default network.</summary>
internal sealed class NetworkHandle : WasiPreview2.Network.INetwork;
