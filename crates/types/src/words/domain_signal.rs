//! Signals and key code sets for what is sent into a guest.

use super::words;

words! {
    /// Signal to send to a process in the guest; the numbers are fixed and do not depend on the host.
    ///
    /// C: `virDomainProcessSignal`.
    pub struct DomainProcessSignal: i32 {
        /// Sends no signal and only checks whether the process exists. `VIR_DOMAIN_PROCESS_SIGNAL_NOP`,
        /// since 1.0.1.
        NOP = 0;
        /// Hang-up signal; many daemons reload their configuration on it.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_HUP`, since 1.0.1.
        HUP = 1;
        /// Interrupt signal, as sent by the keyboard. `VIR_DOMAIN_PROCESS_SIGNAL_INT`, since 1.0.1.
        INT = 2;
        /// Quit signal, as sent by the keyboard; usually leaves a core dump.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_QUIT`, since 1.0.1.
        QUIT = 3;
        /// Signal for an illegal machine instruction. `VIR_DOMAIN_PROCESS_SIGNAL_ILL`, since 1.0.1.
        ILL = 4;
        /// Signal for a breakpoint or trace trap. `VIR_DOMAIN_PROCESS_SIGNAL_TRAP`, since 1.0.1.
        TRAP = 5;
        /// Abort signal; ends the process, usually with a core dump. `VIR_DOMAIN_PROCESS_SIGNAL_ABRT`,
        /// since 1.0.1.
        ABRT = 6;
        /// Signal for access to memory that is badly aligned or not backed.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_BUS`, since 1.0.1.
        BUS = 7;
        /// Signal for an arithmetic error such as division by zero. `VIR_DOMAIN_PROCESS_SIGNAL_FPE`,
        /// since 1.0.1.
        FPE = 8;
        /// Ends the process at once; it cannot be caught. `VIR_DOMAIN_PROCESS_SIGNAL_KILL`, since
        /// 1.0.1.
        KILL = 9;
        /// First signal free for the program's own use. `VIR_DOMAIN_PROCESS_SIGNAL_USR1`, since 1.0.1.
        USR1 = 10;
        /// Signal for access to memory outside the process. `VIR_DOMAIN_PROCESS_SIGNAL_SEGV`, since
        /// 1.0.1.
        SEGV = 11;
        /// Second signal free for the program's own use. `VIR_DOMAIN_PROCESS_SIGNAL_USR2`, since 1.0.1.
        USR2 = 12;
        /// Signal for writing to a pipe that nobody reads. `VIR_DOMAIN_PROCESS_SIGNAL_PIPE`, since
        /// 1.0.1.
        PIPE = 13;
        /// Signal of a real-time alarm clock that has run out. `VIR_DOMAIN_PROCESS_SIGNAL_ALRM`, since
        /// 1.0.1.
        ALRM = 14;
        /// Asks the process to end. `VIR_DOMAIN_PROCESS_SIGNAL_TERM`, since 1.0.1.
        TERM = 15;
        /// Stack fault signal; not used in practice. `VIR_DOMAIN_PROCESS_SIGNAL_STKFLT`, since 1.0.1.
        STKFLT = 16;
        /// Signal that a child process has stopped or ended. `VIR_DOMAIN_PROCESS_SIGNAL_CHLD`, since
        /// 1.0.1.
        CHLD = 17;
        /// Lets a stopped process continue. `VIR_DOMAIN_PROCESS_SIGNAL_CONT`, since 1.0.1.
        CONT = 18;
        /// Stops the process; it cannot be caught. `VIR_DOMAIN_PROCESS_SIGNAL_STOP`, since 1.0.1.
        STOP = 19;
        /// Stop signal, as sent by the keyboard. `VIR_DOMAIN_PROCESS_SIGNAL_TSTP`, since 1.0.1.
        TSTP = 20;
        /// Signal to a background process that reads from its terminal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_TTIN`, since 1.0.1.
        TTIN = 21;
        /// Signal to a background process that writes to its terminal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_TTOU`, since 1.0.1.
        TTOU = 22;
        /// Signal that urgent data has arrived on a socket. `VIR_DOMAIN_PROCESS_SIGNAL_URG`, since
        /// 1.0.1.
        URG = 23;
        /// Signal that the limit on CPU time has been exceeded. `VIR_DOMAIN_PROCESS_SIGNAL_XCPU`, since
        /// 1.0.1.
        XCPU = 24;
        /// Signal that the limit on file size has been exceeded. `VIR_DOMAIN_PROCESS_SIGNAL_XFSZ`,
        /// since 1.0.1.
        XFSZ = 25;
        /// Signal of a CPU time alarm clock that has run out. `VIR_DOMAIN_PROCESS_SIGNAL_VTALRM`, since
        /// 1.0.1.
        VTALRM = 26;
        /// Signal of a profiling timer that has run out. `VIR_DOMAIN_PROCESS_SIGNAL_PROF`, since 1.0.1.
        PROF = 27;
        /// Signal that the terminal window has changed its size. `VIR_DOMAIN_PROCESS_SIGNAL_WINCH`,
        /// since 1.0.1.
        WINCH = 28;
        /// Signal that I/O has become possible on a file handle. `VIR_DOMAIN_PROCESS_SIGNAL_POLL`,
        /// since 1.0.1.
        POLL = 29;
        /// Signal about a change in the power supply; tells an init process to shut down.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_PWR`, since 1.0.1.
        PWR = 30;
        /// Signal for a system call that does not exist or is forbidden.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_SYS`, since 1.0.1.
        SYS = 31;
        /// Real-time signal number 0, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT0`, since 1.0.1.
        RT0 = 32;
        /// Real-time signal number 1, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT1`, since 1.0.1.
        RT1 = 33;
        /// Real-time signal number 2, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT2`, since 1.0.1.
        RT2 = 34;
        /// Real-time signal number 3, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT3`, since 1.0.1.
        RT3 = 35;
        /// Real-time signal number 4, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT4`, since 1.0.1.
        RT4 = 36;
        /// Real-time signal number 5, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT5`, since 1.0.1.
        RT5 = 37;
        /// Real-time signal number 6, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT6`, since 1.0.1.
        RT6 = 38;
        /// Real-time signal number 7, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT7`, since 1.0.1.
        RT7 = 39;
        /// Real-time signal number 8, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT8`, since 1.0.1.
        RT8 = 40;
        /// Real-time signal number 9, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT9`, since 1.0.1.
        RT9 = 41;
        /// Real-time signal number 10, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT10`, since 1.0.1.
        RT10 = 42;
        /// Real-time signal number 11, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT11`, since 1.0.1.
        RT11 = 43;
        /// Real-time signal number 12, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT12`, since 1.0.1.
        RT12 = 44;
        /// Real-time signal number 13, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT13`, since 1.0.1.
        RT13 = 45;
        /// Real-time signal number 14, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT14`, since 1.0.1.
        RT14 = 46;
        /// Real-time signal number 15, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT15`, since 1.0.1.
        RT15 = 47;
        /// Real-time signal number 16, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT16`, since 1.0.1.
        RT16 = 48;
        /// Real-time signal number 17, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT17`, since 1.0.1.
        RT17 = 49;
        /// Real-time signal number 18, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT18`, since 1.0.1.
        RT18 = 50;
        /// Real-time signal number 19, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT19`, since 1.0.1.
        RT19 = 51;
        /// Real-time signal number 20, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT20`, since 1.0.1.
        RT20 = 52;
        /// Real-time signal number 21, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT21`, since 1.0.1.
        RT21 = 53;
        /// Real-time signal number 22, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT22`, since 1.0.1.
        RT22 = 54;
        /// Real-time signal number 23, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT23`, since 1.0.1.
        RT23 = 55;
        /// Real-time signal number 24, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT24`, since 1.0.1.
        RT24 = 56;
        /// Real-time signal number 25, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT25`, since 1.0.1.
        RT25 = 57;
        /// Real-time signal number 26, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT26`, since 1.0.1.
        RT26 = 58;
        /// Real-time signal number 27, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT27`, since 1.0.1.
        RT27 = 59;
        /// Real-time signal number 28, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT28`, since 1.0.1.
        RT28 = 60;
        /// Real-time signal number 29, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT29`, since 1.0.1.
        RT29 = 61;
        /// Real-time signal number 30, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT30`, since 1.0.1.
        RT30 = 62;
        /// Real-time signal number 31, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT31`, since 1.0.1.
        RT31 = 63;
        /// Real-time signal number 32, counted from the first real-time signal.
        /// `VIR_DOMAIN_PROCESS_SIGNAL_RT32`, since 1.0.1.
        RT32 = 64;
    }
}

words! {
    /// Numbering scheme of key codes.
    ///
    /// C: `virKeycodeSet`.
    pub struct KeycodeSet: i32 {
        /// Key codes of the Linux input layer. `VIR_KEYCODE_SET_LINUX`, since 0.9.3.
        LINUX = 0;
        /// Scan codes of XT keyboards. `VIR_KEYCODE_SET_XT`, since 0.9.3.
        XT = 1;
        /// Scan codes of AT keyboards, set 1. `VIR_KEYCODE_SET_ATSET1`, since 0.9.3.
        ATSET1 = 2;
        /// Scan codes of AT keyboards, set 2. `VIR_KEYCODE_SET_ATSET2`, since 0.9.3.
        ATSET2 = 3;
        /// Scan codes of AT keyboards, set 3. `VIR_KEYCODE_SET_ATSET3`, since 0.9.3.
        ATSET3 = 4;
        /// Key codes of macOS. `VIR_KEYCODE_SET_OSX`, since 0.9.4.
        OSX = 5;
        /// XT scan codes in the way the Linux keyboard driver numbers extended keys.
        /// `VIR_KEYCODE_SET_XT_KBD`, since 0.9.4.
        XT_KBD = 6;
        /// Usage codes of USB keyboards (HID). `VIR_KEYCODE_SET_USB`, since 0.9.4.
        USB = 7;
        /// Virtual-key codes of Windows. `VIR_KEYCODE_SET_WIN32`, since 0.9.4.
        WIN32 = 8;
        /// Key numbers of the VNC extension and QEMU: XT scan codes with extended keys folded into one
        /// byte. `VIR_KEYCODE_SET_QNUM`, since 4.2.0.
        QNUM = 9;
    }
}
